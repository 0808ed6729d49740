/** The icons of the app: one drawn stroke each, inline, coloured by the text around them. */
import { Component, computed, input } from '@angular/core';

const PATHS = {
  search: 'M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13m4.8 11.3L20 20',
  camera:
    'M4 8h3l1.6-2.5h6.8L17 8h3a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V9a1 1 0 0 1 1-1m8 1.8a3.4 3.4 0 1 1 0 6.8 3.4 3.4 0 0 1 0-6.8',
  upload: 'M12 16V5m-4.5 4L12 4.5 16.5 9M4 15v4a1 1 0 0 0 1 1h14a1 1 0 0 0 1-1v-4',
  download: 'M12 4v11m-4.5-4 4.5 4.5 4.5-4.5M4 15v4a1 1 0 0 0 1 1h14a1 1 0 0 0 1-1v-4',
  machine:
    'M12 3v3M7 6h10a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2V8a2 2 0 0 1 2-2m2.5 5v1.5m5-1.5v1.5M9 21h6M2.5 11v3m19-3v3',
  person:
    'M12 4a3.8 3.8 0 1 1 0 7.6A3.8 3.8 0 0 1 12 4M4.5 20c.8-4 3.7-5.8 7.5-5.8s6.7 1.8 7.5 5.8',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  close: 'm6 6 12 12M18 6 6 18',
  question: 'M9 9.2A3.1 3.1 0 0 1 12.1 6c1.8 0 3.1 1.2 3.1 2.9 0 2.4-3.1 2.6-3.1 5.1m0 3.4v.6',
  warning: 'M12 4 2.8 19.5h18.4zm0 5.5v5m0 2.6v.4',
  info: 'M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17m0 7.5v5.5m0-9v.4',
  pencil: 'M4 20l1-4L16.5 4.5l3 3L8 19zM14.5 6.5l3 3',
  trash: 'M4.5 7h15M9.5 7V4.5h5V7m-8 0 .9 12.5h9.2L17.5 7M10 10.5v6m4-6v6',
  filter:
    'M4 7h9m5 0h2M4 17h2m5 0h9M15.5 4.8a2.2 2.2 0 1 1 0 4.4 2.2 2.2 0 0 1 0-4.4m-7 10a2.2 2.2 0 1 1 0 4.4 2.2 2.2 0 0 1 0-4.4',
  menu: 'M4 7h16M4 12h16M4 17h16',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  expand: 'M9 4H4v5m11-5h5v5M9 20H4v-5m11 5h5v-5',
  undo: 'M9 14 4.5 9.5 9 5M5 9.5h8.5a5.5 5.5 0 0 1 0 11H10',
  retry: 'M19.5 12a7.5 7.5 0 1 1-2.3-5.4M19.5 3.5v4.3h-4.3',
  sun: 'M12 8a4 4 0 1 1 0 8 4 4 0 0 1 0-8m0-5v2m0 14v2M3 12h2m14 0h2M5.6 5.6 7 7m10 10 1.4 1.4M5.6 18.4 7 17M17 7l1.4-1.4',
  moon: 'M20 14.2A8.2 8.2 0 0 1 9.8 4 8.2 8.2 0 1 0 20 14.2',
  contrast: 'M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17m0 0v17M15 5v14m2.5-12v10M13.5 4v16',
  left: 'm14.5 5-7 7 7 7',
  right: 'm9.5 5 7 7-7 7',
  down: 'm5 9 7 7 7-7',
  up: 'm5 15 7-7 7 7',
  clock: 'M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17M12 7.5V12l3.2 2',
  eye: 'M2.5 12c2.2-4.2 5.5-6.3 9.5-6.3s7.3 2.1 9.5 6.3c-2.2 4.2-5.5 6.3-9.5 6.3S4.7 16.2 2.5 12M12 9.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6',
  archive: 'M4 4.5h16v4H4zm1.5 4v11h13v-11M9.5 12.5h5',
  drawn:
    'M4 20c3 0 4.5-1 4.5-3a2.3 2.3 0 0 0-4.5 0c0 1.5-1 2-2 2 .5.7 1.2 1 2 1m4-5.500L18.5 4.500a1.4 1.4 0 0 1 2 2L10 16.5',
} as const;

export type IconName = keyof typeof PATHS;

/** Always decorative: the word beside it, or the button's label, carries the meaning. */
@Component({
  selector: 'ragam-icon',
  host: { 'aria-hidden': 'true' },
  template: `<svg viewBox="0 0 24 24" [attr.width]="size()" [attr.height]="size()">
    <path [attr.d]="path()" />
  </svg>`,
  styles: `
    :host {
      display: inline-flex;
      flex: none;
    }
    svg {
      fill: none;
      stroke: currentColor;
      stroke-width: 1.7;
      stroke-linecap: round;
      stroke-linejoin: round;
    }
  `,
})
export class Icon {
  readonly name = input.required<IconName>();
  readonly size = input(20);
  protected readonly path = computed(() => PATHS[this.name()]);
}
