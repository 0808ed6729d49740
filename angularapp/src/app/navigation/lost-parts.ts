/** What to do when a part of the app cannot be loaded: the site was upgraded meanwhile, or is out of reach. */
import { DOCUMENT, ErrorHandler, inject, Injectable, signal } from '@angular/core';
import { NavigationError, Router } from '@angular/router';

/** How browsers say that a module did not come: Chromium, Firefox, Safari. */
const LOST =
  /dynamically imported module|importing a module script failed|error loading dynamically|ChunkLoadError/i;
const STORAGE_KEY = 'ragam.reloaded';
/** A second reload within so long would be a loop. */
const PAUSE_MS = 60_000;

/** `gone`: the site answers, and has this part no more. `offline`: nobody answers. */
export interface LostPart {
  readonly kind: 'gone' | 'offline';
  /** Where the person wanted to go; null where they wanted something on this page. */
  readonly url: string | null;
}

export function isLostPart(error: unknown): boolean {
  return error instanceof Error && (LOST.test(error.message) || isLostPart(error.cause));
}

@Injectable({ providedIn: 'root' })
export class LostParts {
  private readonly document = inject(DOCUMENT);
  private readonly router = inject(Router);
  private readonly lost = signal<LostPart | null>(null);
  /** Where somebody wanted to go, until they are anywhere. */
  private wanted: string | null = null;

  /** What the page has to say, with a button; null where nothing is lost. */
  readonly part = this.lost.asReadonly();

  /** Goes to the address by loading the page anew, once; otherwise lets the page say what is wrong. */
  async meet(url: string | null): Promise<void> {
    // The router reports a page that did not come, and its promise fails with the same error.
    if (url === null && this.wanted !== null) return;
    this.wanted = url;
    if (!(await this.isAnswered())) this.lost.set({ kind: 'offline', url });
    else if (url === null || !this.mayReload()) this.lost.set({ kind: 'gone', url });
    else this.reload(url);
  }

  /** What the button does. */
  async again(): Promise<void> {
    const part = this.lost();
    this.lost.set(null);
    if (!part) return;
    if (part.kind === 'gone') this.reload(part.url ?? this.router.url);
    // Browsers remember a module that did not come: only a new page asks for it again.
    else if (part.url !== null && (await this.isAnswered())) this.reload(part.url);
    else if (part.url !== null) this.lost.set(part);
  }

  /** A page that was loaded has all its parts. */
  forget(): void {
    this.wanted = null;
    this.lost.set(null);
  }

  /** A form with unsaved changes has the browser ask first; its draft is kept in any case. */
  private reload(url: string): void {
    remember(Date.now());
    const path = this.router.serializeUrl(this.router.parseUrl(url)).replace(/^\//, '');
    const address = new URL(path, this.document.baseURI);
    const window = this.document.defaultView;
    if (address.href === window?.location.href) window.location.reload();
    else window?.location.assign(address);
  }

  private mayReload(): boolean {
    return Date.now() - remembered() > PAUSE_MS;
  }

  private async isAnswered(): Promise<boolean> {
    try {
      const answer = await fetch(this.document.baseURI, { method: 'HEAD', cache: 'no-store' });
      return answer.status < 500;
    } catch {
      return false;
    }
  }
}

/** The router's way to report that it could not load a page. */
export function meetLostPage(error: NavigationError): void {
  if (isLostPart(error.error)) void inject(LostParts).meet(error.url);
}

/** For parts that are loaded on a page, such as a dialog: nothing stays without an answer. */
@Injectable()
export class LostPartsHandler extends ErrorHandler {
  private readonly lostParts = inject(LostParts);

  override handleError(error: unknown): void {
    const cause = error instanceof Error && 'rejection' in error ? error.rejection : error;
    if (isLostPart(cause)) void this.lostParts.meet(null);
    else super.handleError(error);
  }
}

/** 0 where nothing is remembered. */
function remembered(): number {
  try {
    return Number(sessionStorage.getItem(STORAGE_KEY)) || 0;
  } catch {
    return Date.now(); // Without storage nothing would stop a loop: no reload by itself.
  }
}

function remember(time: number): void {
  try {
    sessionStorage.setItem(STORAGE_KEY, String(time));
  } catch {
    // As above.
  }
}
