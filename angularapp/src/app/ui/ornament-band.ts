/** A thin band of drawn motif for section breaks and empty states; never behind text. */
import { Component, computed, input } from '@angular/core';

export type OrnamentName = 'kawung' | 'tumpal' | 'parang' | 'truntum';

interface Tile {
  width: number;
  /** Shapes filled with the band's colour. */
  fill: string;
  /** Hairlines over or between the shapes: the isen. */
  line: string;
}

const TILES: Record<OrnamentName, Tile> = {
  kawung: {
    width: 24,
    fill:
      'M12 12C9.5 5.5 5.5 2.5 1.2 1.2 2.5 5.5 5.5 9.5 12 12M12 12C14.5 5.5 18.5 2.5 22.8 1.2 21.5 5.5 18.5 9.5 12 12' +
      'M12 12C9.5 18.5 5.5 21.5 1.2 22.8 2.5 18.5 5.5 14.5 12 12M12 12C14.5 18.5 18.5 21.5 22.8 22.8 21.5 18.5 18.5 14.5 12 12' +
      'M12 2.200l1 1.6-1 1.6-1-1.600zM12 18.600l1 1.6-1 1.6-1-1.600zM1.2 12l1.4-1 1.4 1-1.4 1zM20 12l1.4-1 1.4 1-1.4 1z',
    line: 'M4.8 4.800l4 4M19.2 4.800l-4 4M4.8 19.200l4-4M19.2 19.200l-4-4',
  },
  tumpal: {
    width: 20,
    fill: 'M10 5L17 22H3zM0 2l3 6-3 5-3-5zM20 2l3 6-3 5-3-5z',
    line: 'M10 10L13.5 19.500H6.500zM10 14.500v3',
  },
  parang: {
    width: 20,
    fill:
      'M0 24C5 20 2 15 6 12S10 4 15 0H20C15 4 16 9 12 12S8 20 5 24z' +
      'M20 24C25 20 22 15 26 12S30 4 35 0H40C35 4 36 9 32 12S28 20 25 24zM-20 24C-15 20-18 15-14 12S-10 4-5 0H0C-5 4-4 9-8 12S-12 20-15 24z' +
      'M13.5 17l1.3 1.7-1.3 1.7-1.3-1.7zM16.5 9.5l1 1.4-1 1.4-1-1.4z',
    line: 'M4.5 21.5C7 18 6 16 8.5 13M9.5 11C12 8 12 6 15 3',
  },
  truntum: {
    width: 24,
    fill:
      'M12 3.500l1.7 5 3.8-2.5-2 4.2 5 1.8-5 1.8 2 4.2-3.8-2.5-1.7 5-1.7-5-3.8 2.5 2-4.2-5-1.8 5-1.8-2-4.2 3.8 2.500z' +
      'M0 2.500l1.2 2.300L3.5 6 1.2 7.2 0 9.5-1.2 7.2-3.5 6-1.2 4.800zM24 2.500l1.2 2.300L27.5 6l-2.3 1.200L24 9.500l-1.2-2.300L20.5 6l2.3-1.200z' +
      'M0 15l1 2 2 1-2 1-1 2-1-2-2-1 2-1zM24 15l1 2 2 1-2 1-1 2-1-2-2-1 2-1z',
    line: 'M12 10.800v2.400M10.8 12h2.4',
  },
};

let bands = 0;

@Component({
  selector: 'ragam-ornament-band',
  host: { 'aria-hidden': 'true' },
  template: `<svg width="100%" height="30">
    <defs>
      <pattern
        [attr.id]="id"
        [attr.width]="tile().width"
        height="24"
        y="3"
        patternUnits="userSpaceOnUse"
      >
        <path class="fill" [attr.d]="tile().fill" />
        <path class="line" [attr.d]="tile().line" />
      </pattern>
    </defs>
    <rect y="3" width="100%" height="24" [attr.fill]="'url(#' + id + ')'" />
    <line x1="0" x2="100%" y1="0.5" y2="0.5" />
    <line x1="0" x2="100%" y1="29.5" y2="29.5" />
  </svg>`,
  styles: `
    :host {
      display: block;
      color: var(--soga);
      opacity: 0.75;
    }
    .fill {
      fill: currentColor;
    }
    .line {
      fill: none;
      stroke: var(--cloth);
      stroke-width: 0.9;
      stroke-linecap: round;
    }
    line {
      stroke: currentColor;
    }
  `,
})
export class OrnamentBand {
  readonly motif = input<OrnamentName>('kawung');
  protected readonly id = `ornament-${++bands}`;
  protected readonly tile = computed(() => TILES[this.motif()]);
}
