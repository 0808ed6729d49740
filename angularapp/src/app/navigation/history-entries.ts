/** Names the entries of the browser's history, and knows from which list the current one was reached. */
import { Location } from '@angular/common';
import { inject, Injectable, signal } from '@angular/core';
import { Navigation, NavigationEnd, Router } from '@angular/router';

/** The list that a page was reached from. */
export interface Origin {
  /** Its address, filters included. */
  readonly url: string;
  /** Translation key of the words that lead back to it. */
  readonly words: string;
  /** How many entries of the history lie between. */
  readonly steps: number;
}

interface EntryState {
  readonly entry?: string;
  readonly origin?: Origin;
}

@Injectable({ providedIn: 'root' })
export class HistoryEntries {
  private readonly router = inject(Router);
  private readonly location = inject(Location);
  private readonly reached = signal<Origin | null>(null);
  private current: { name: string; url: string } | null = null;
  /** Words that lead back to the page in view, when it is a list. */
  private wordsHere: string | null = null;

  /** The list from which the page in view was reached; null when it was opened by its address. */
  readonly origin = this.reached.asReadonly();

  /** The entry whose page is in view; null before the first page. */
  get name(): string | null {
    return this.current?.name ?? null;
  }

  /** The entry that the address stands for, also while its page is still being made. */
  get arriving(): string | null {
    return this.state().entry ?? null;
  }

  /** Call at the end of each navigation: an entry that is met for the first time gets its name. */
  arrive(event: NavigationEnd): void {
    const known = this.state();
    const name = known.entry ?? newName();
    const origin = known.entry ? known.origin : this.originFor(this.router.currentNavigation());
    if (!known.entry) {
      const path = this.location.path(true);
      this.location.replaceState(path, '', { ...known, entry: name, origin });
    }
    this.current = { name, url: event.urlAfterRedirects };
    this.wordsHere = wordsOf(this.router);
    this.reached.set(origin ?? null);
  }

  private originFor(navigation: Navigation | null): Origin | undefined {
    const before = this.reached();
    if (navigation?.extras.replaceUrl) return before ?? undefined;
    if (this.current && this.wordsHere) {
      return { url: this.current.url, words: this.wordsHere, steps: 1 };
    }
    return before ? { ...before, steps: before.steps + 1 } : undefined;
  }

  private state(): EntryState {
    return (this.location.getState() as EntryState | null) ?? {};
  }
}

/** Unlike `crypto.randomUUID`, also there where a museum's own network serves without TLS. */
function newName(): string {
  return `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
}

/** A route that is a list says in its data how one is led back to it. */
function wordsOf(router: Router): string | null {
  const data: { backTo?: string } = router.routerState.snapshot.root.firstChild?.data ?? {};
  return data.backTo ?? null;
}
