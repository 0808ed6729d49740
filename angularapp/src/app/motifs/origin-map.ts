/** A small drawn map that shows where a motif comes from; Java large when the place is on it. */
import { Component, computed, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

import { Coast, JAVA_COASTS, OTHER_COASTS } from './coastlines';

interface Frame {
  name: 'java' | 'indonesia';
  west: number;
  east: number;
  north: number;
  south: number;
}

const JAVA: Frame = { name: 'java', west: 104.6, east: 116, north: -5.3, south: -9.2 };
const INDONESIA: Frame = { name: 'indonesia', west: 94.5, east: 141.8, north: 7.4, south: -11.2 };
const WIDTH = 600;

@Component({
  selector: 'ragam-origin-map',
  imports: [TranslocoPipe],
  template: `
    <figure>
      <svg [attr.viewBox]="viewBox()" role="img" [attr.aria-label]="label() | transloco: words()">
        @for (coast of coasts(); track $index) {
          <polygon [attr.points]="coast" />
        }
        @let at = point();
        <circle class="ring" [attr.cx]="at.x" [attr.cy]="at.y" r="15" />
        <circle class="dot" [attr.cx]="at.x" [attr.cy]="at.y" r="6.5" />
      </svg>
      <figcaption class="meta">{{ caption() }}</figcaption>
    </figure>
  `,
  styles: `
    :host {
      display: block;
    }
    svg {
      width: 100%;
      height: auto;
      border-block: 1px solid var(--line);
      background: var(--paper);
    }
    polygon {
      fill: var(--linen);
      stroke: var(--line-strong);
      stroke-width: 1.2;
      stroke-linejoin: round;
    }
    .dot {
      fill: var(--mengkudu);
    }
    .ring {
      fill: none;
      stroke: var(--mengkudu);
      stroke-width: 2;
    }
    figcaption {
      margin-top: var(--space-2);
    }
  `,
})
export class OriginMap {
  readonly latitude = input.required<number>();
  readonly longitude = input.required<number>();
  readonly place = input('');
  readonly province = input('');

  private readonly frame = computed(() =>
    isInside(this.longitude(), this.latitude(), JAVA) ? JAVA : INDONESIA,
  );
  protected readonly viewBox = computed(() => {
    const { north, south } = this.frame();
    return `0 0 ${WIDTH} ${Math.round((north - south) * scaleOf(this.frame()))}`;
  });
  protected readonly coasts = computed(() => {
    const frame = this.frame();
    const drawn = frame.name === 'java' ? JAVA_COASTS : [...JAVA_COASTS, ...OTHER_COASTS];
    return drawn.map((coast) => pointsOf(coast, frame));
  });
  protected readonly point = computed(() =>
    project(this.longitude(), this.latitude(), this.frame()),
  );
  protected readonly caption = computed(() =>
    [...new Set([this.place(), this.province()])].filter(Boolean).join(', '),
  );
  protected readonly label = computed(() =>
    this.frame().name === 'java' ? 'motif.map.java' : 'motif.map.indonesia',
  );
  protected readonly words = computed(() => ({ place: this.caption() }));
}

function isInside(longitude: number, latitude: number, frame: Frame): boolean {
  const isBetween = longitude >= frame.west && longitude <= frame.east;
  return isBetween && latitude <= frame.north && latitude >= frame.south;
}

function scaleOf({ west, east }: Frame): number {
  return WIDTH / (east - west);
}

function project(longitude: number, latitude: number, frame: Frame): { x: number; y: number } {
  const scale = scaleOf(frame);
  return {
    x: Math.round((longitude - frame.west) * scale * 10) / 10,
    y: Math.round((frame.north - latitude) * scale * 10) / 10,
  };
}

function pointsOf(coast: Coast, frame: Frame): string {
  return coast
    .map(([longitude, latitude]) => project(longitude, latitude, frame))
    .map(({ x, y }) => `${x},${y}`)
    .join(' ');
}
