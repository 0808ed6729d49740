/** A gallery wall: artworks in justified rows, walked with the arrow keys. */
import {
  afterNextRender,
  Component,
  computed,
  DestroyRef,
  ElementRef,
  inject,
  input,
  linkedSignal,
  signal,
} from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

import { ArtworkCard } from '../api/models';
import { LocalizedPipe } from '../i18n/language';
import { Icon } from '../ui/icon';
import { firstRows, justify, settledRows } from './justified';
import { markOf } from './label-mark';

const GAP = 16;
const NARROW = 560;

@Component({
  selector: 'ragam-justified-grid',
  imports: [Icon, LocalizedPipe, RouterLink, TranslocoPipe],
  templateUrl: './justified-grid.html',
  styleUrl: './justified-grid.css',
})
export class JustifiedGrid {
  readonly artworks = input.required<readonly ArtworkCard[]>();
  /** Wished row height on a wide screen, in px. */
  readonly rowHeight = input(260);
  /** Show no more than so many rows, all of them full where there is enough to fill them. */
  readonly rows = input<number>();
  /** More artworks follow: a last row that is not full waits for them, instead of changing its shape. */
  readonly goesOn = input(false);

  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  private readonly width = signal(0);

  protected readonly tiles = computed(() => {
    const artworks = this.artworks();
    const ratios = artworks.map(({ image }) => (image ? image.width / image.height : 1));
    const height = this.width() < NARROW ? this.rowHeight() * 0.75 : this.rowHeight();
    const cells = justify(ratios, { width: this.width(), height, gap: GAP });
    const shown = this.goesOn() ? settledRows(cells) : cells;
    return firstRows(shown, this.rows()).flatMap((cell) => {
      const artwork = artworks[cell.index];
      return artwork ? [{ cell, artwork, mark: markOf(artwork.labels[0]) }] : [];
    });
  });

  /** One stop for the Tab key; the arrows move it, a new list puts it back to the start. */
  protected readonly current = linkedSignal<string | undefined, number>({
    source: () => this.artworks()[0]?.id,
    computation: () => 0,
  });

  constructor() {
    const destroyRef = inject(DestroyRef);
    afterNextRender(() => {
      // Measured before the first picture is painted: a wall of no height would let the page jump.
      this.width.set(Math.floor(this.host.getBoundingClientRect().width));
      const observer = new ResizeObserver(([entry]) => {
        if (entry) this.width.set(Math.floor(entry.contentRect.width));
      });
      observer.observe(this.host);
      destroyRef.onDestroy(() => observer.disconnect());
    });
  }

  protected walk(event: KeyboardEvent): void {
    const links = [...this.host.querySelectorAll('a')];
    const next = this.target(event.key, links);
    if (next === undefined) return;
    event.preventDefault();
    this.current.set(next);
    links[next]?.focus();
  }

  private target(key: string, links: readonly HTMLElement[]): number | undefined {
    const last = links.length - 1;
    switch (key) {
      case 'ArrowRight':
        return Math.min(this.current() + 1, last);
      case 'ArrowLeft':
        return Math.max(this.current() - 1, 0);
      case 'ArrowDown':
        return nearestInNextRow(links, this.current(), 1);
      case 'ArrowUp':
        return nearestInNextRow(links, this.current(), -1);
      case 'Home':
        return 0;
      case 'End':
        return last;
      default:
        return undefined;
    }
  }
}

/** The tile of the row below (+1) or above (-1) whose middle is nearest; the same tile at the edge. */
function nearestInNextRow(tiles: readonly HTMLElement[], from: number, direction: 1 | -1): number {
  const boxes = tiles.map((tile) => tile.getBoundingClientRect());
  const here = boxes[from];
  if (!here) return from;
  const beyond = boxes.filter((box) => (box.top - here.top) * direction > 4);
  const rowTop = direction > 0 ? Math.min(...tops(beyond)) : Math.max(...tops(beyond));
  let best = from;
  let distance = Infinity;
  boxes.forEach((box, index) => {
    const away = Math.abs(box.left + box.width / 2 - here.left - here.width / 2);
    if (Math.abs(box.top - rowTop) <= 4 && away < distance) [best, distance] = [index, away];
  });
  return best;
}

function tops(boxes: readonly DOMRect[]): number[] {
  return boxes.map((box) => box.top);
}
