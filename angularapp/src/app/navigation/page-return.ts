/** Going back to a page restores its scroll position, its focus and how much of a list was loaded. */
import { DOCUMENT, Location } from '@angular/common';
import { DestroyRef, inject, Injectable } from '@angular/core';
import { NavigationEnd, NavigationStart, Router, Scroll } from '@angular/router';

import { HistoryEntries } from './history-entries';
import { Place, Places } from './places';
import { linkTo, Restoration } from './restoration';

/** What a page with a growing list tells of itself when it is left. */
export interface Loaded {
  /** How many parts of the list are loaded. */
  readonly parts: number;
  /** What was read, handed back by `listHere` while this tab is open. */
  readonly list?: unknown;
}

@Injectable({ providedIn: 'root' })
export class PageReturn {
  private readonly entries = inject(HistoryEntries);
  private readonly places = inject(Places);
  private readonly router = inject(Router);
  private readonly location = inject(Location);
  private readonly document = inject(DOCUMENT);
  private restoration: Restoration | null = null;
  private describe: (() => Loaded) | null = null;

  /** Call once, with the element that holds the pages. */
  start(content: HTMLElement): void {
    this.router.events.subscribe((event) => {
      if (event instanceof NavigationStart) this.leave(content, event.url);
      else if (event instanceof NavigationEnd) this.entries.arrive(event);
      else if (event instanceof Scroll) this.restore(content);
    });
    // A reload, or a way out of the app.
    this.document.defaultView?.addEventListener('pagehide', () => this.leave(content, null));
  }

  /** A page with a growing list says how far it has come; ends with the page. */
  remember(describe: () => Loaded): void {
    this.describe = describe;
    inject(DestroyRef).onDestroy(() => {
      if (this.describe === describe) this.describe = null;
    });
  }

  /** How many parts of its list the page at this address had when it was left; 1 when it is new. */
  loadedHere(): number {
    const entry = this.entries.arriving;
    return (entry && this.places.get(entry)?.loaded) || 1;
  }

  /** The list that the page at this address had; undefined after a reload. */
  listHere(): unknown {
    const entry = this.entries.arriving;
    return entry ? this.places.listOf(entry) : undefined;
  }

  private leave(content: HTMLElement, url: string | null): void {
    const entry = this.entries.name;
    // A page that is left before it came back to its place keeps the place.
    const isOnTheWay = this.restoration?.isPending;
    this.restoration?.stop();
    if (!entry || isOnTheWay) return;
    const { parts = 1, list } = this.describe?.() ?? {};
    this.places.set(entry, { ...this.placeOf(content, url), loaded: parts }, list);
  }

  private placeOf(content: HTMLElement, url: string | null): Omit<Place, 'loaded'> {
    const followed = url === null ? null : linkTo(content, this.location.prepareExternalUrl(url));
    const link = followed ?? this.focusedLink(content);
    return {
      scrollY: this.document.defaultView?.scrollY ?? 0,
      link: link?.getAttribute('href') ?? null,
      linkTop: link?.getBoundingClientRect().top ?? 0,
    };
  }

  private focusedLink(content: HTMLElement): Element | null {
    const active = this.document.activeElement;
    return active?.matches('a[href]') && content.contains(active) ? active : null;
  }

  private restore(content: HTMLElement): void {
    this.restoration?.stop();
    const { name } = this.entries;
    const place = name ? this.places.get(name) : null;
    const window = this.document.defaultView;
    this.restoration = place && window ? new Restoration(place, { window, content }) : null;
  }
}
