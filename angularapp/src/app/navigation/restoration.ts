/** Brings one page back to the place it was left at, however late its content comes. */
import { Place } from './places';

/** The page may grow until then; a reader who waited longer has found another place. */
const LONGEST_MS = 10_000;
/** Once in place, what loads late above may still move it for so long. */
const SETTLING_MS = 1_000;
const READER_MOVES = ['wheel', 'touchmove', 'keydown', 'pointerdown'] as const;

export interface PageView {
  readonly window: Window;
  /** The part of the page whose links can be returned to. */
  readonly content: HTMLElement;
}

/** The first link to an address that can be focused. */
export function linkTo(content: HTMLElement, href: string): HTMLElement | null {
  return content.querySelector<HTMLElement>(
    `a[href="${CSS.escape(href)}"]:not([aria-hidden="true"])`,
  );
}

/** Starts at once; the returned function gives up. The reader's own moves end it as well. */
export class Restoration {
  private readonly observer: ResizeObserver;
  private readonly giveUp: ReturnType<typeof setTimeout>;
  private settled: ReturnType<typeof setTimeout> | undefined;
  private isRunning = true;

  constructor(
    private readonly place: Place,
    private readonly view: PageView,
  ) {
    this.observer = new ResizeObserver(() => this.attempt());
    this.observer.observe(view.content);
    this.giveUp = setTimeout(() => this.stop(), LONGEST_MS);
    for (const move of READER_MOVES) {
      view.window.addEventListener(move, this.stop, { capture: true, passive: true });
    }
    this.attempt();
  }

  /** Whether the place is not reached yet. */
  get isPending(): boolean {
    return this.isRunning && !this.settled;
  }

  readonly stop = (): void => {
    this.isRunning = false;
    this.observer.disconnect();
    clearTimeout(this.giveUp);
    clearTimeout(this.settled);
    for (const move of READER_MOVES) {
      this.view.window.removeEventListener(move, this.stop, { capture: true });
    }
  };

  private attempt(): void {
    const { window, content } = this.view;
    const link = this.place.link === null ? null : linkTo(content, this.place.link);
    const wanted = link
      ? window.scrollY + link.getBoundingClientRect().top - this.place.linkTop
      : this.place.scrollY;
    window.scrollTo({ top: wanted, behavior: 'instant' });
    if (link) this.focus(link);
    const isThere = Math.abs(window.scrollY - wanted) < 2;
    if (isThere && (link || this.place.link === null)) {
      this.settled ??= setTimeout(this.stop, SETTLING_MS);
    }
  }

  /** A page that put the focus somewhere itself keeps it. */
  private focus(link: HTMLElement): void {
    const { document } = this.view.window;
    const active = document.activeElement;
    if (active && active !== document.body && active !== this.view.content) return;
    link.focus({ preventScroll: true });
  }
}
