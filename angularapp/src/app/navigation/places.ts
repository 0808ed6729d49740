/** Where pages were when they were left, by entry of the browser's history; lasts as long as the tab. */
import { Injectable } from '@angular/core';

/** How a page stood when it was left. */
export interface Place {
  /** How far the page was scrolled, in px. */
  readonly scrollY: number;
  /** The `href` of the link that was followed, or that had the focus; null when there was none. */
  readonly link: string | null;
  /** Distance of that link from the upper edge of the window, in px. */
  readonly linkTop: number;
  /** How many parts a growing list had loaded. */
  readonly loaded: number;
}

const STORAGE_KEY = 'ragam.places';
const MOST_PLACES = 40;
/** Lists held in memory; an older one is read from the server again. */
const MOST_KEPT = 4;

@Injectable({ providedIn: 'root' })
export class Places {
  private readonly places = new Map<string, Place>(recalled());
  private readonly kept = new Map<string, unknown>();

  get(entry: string): Place | null {
    return this.places.get(entry) ?? null;
  }

  /** `list` is what the page had read, so that it can be drawn at once on the way back. */
  set(entry: string, place: Place, list?: unknown): void {
    putLast(this.places, entry, place, MOST_PLACES);
    if (list !== undefined) putLast(this.kept, entry, list, MOST_KEPT);
    store([...this.places]);
  }

  listOf(entry: string): unknown {
    return this.kept.get(entry);
  }
}

function putLast<T>(map: Map<string, T>, key: string, value: T, most: number): void {
  map.delete(key);
  map.set(key, value);
  for (const oldest of map.keys()) {
    if (map.size <= most) return;
    map.delete(oldest);
  }
}

function recalled(): [string, Place][] {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(STORAGE_KEY) ?? '[]');
    return Array.isArray(stored) ? stored.filter(isEntry) : [];
  } catch {
    return []; // Storage may be forbidden, or hold something else: pages then open at their top.
  }
}

function isEntry(value: unknown): value is [string, Place] {
  if (!Array.isArray(value) || typeof value[0] !== 'string') return false;
  const place = value[1] as Partial<Place> | null;
  return (
    typeof place?.scrollY === 'number' &&
    typeof place.linkTop === 'number' &&
    Number.isInteger(place.loaded) &&
    (place.link === null || typeof place.link === 'string')
  );
}

function store(places: [string, Place][]): void {
  try {
    sessionStorage.setItem(STORAGE_KEY, JSON.stringify(places));
  } catch {
    // As above: the places then last until the page is reloaded.
  }
}
