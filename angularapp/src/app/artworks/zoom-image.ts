/** A picture to look at closely: zoom and move by buttons, keys, wheel, drag or pinch. */
import {
  Component,
  computed,
  ElementRef,
  inject,
  input,
  linkedSignal,
  viewChild,
} from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

import { ImageRef } from '../api/models';
import { FittedPicture } from '../cloths/fitted-picture';
import { Language, LocalizedPipe } from '../i18n/language';
import { Icon } from '../ui/icon';
import { Stage, WHOLE, within, ZoomView, zoomedAt } from './zoom-view';

const STEP = 1.5;
const KEY_MOVE = 80;

@Component({
  selector: 'ragam-zoom-image',
  imports: [FittedPicture, Icon, LocalizedPipe, TranslocoPipe],
  templateUrl: './zoom-image.html',
  styleUrl: './zoom-image.css',
})
export class ZoomImage {
  readonly image = input.required<ImageRef>();

  private readonly language = inject(Language);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  private readonly frame = viewChild.required<ElementRef<HTMLElement>>('frame');
  private readonly picture = viewChild.required<ElementRef<HTMLElement>>('picture');
  private readonly pointers = new Map<number, { x: number; y: number }>();

  protected readonly view = linkedSignal<string, ZoomView>({
    source: () => this.image().id,
    computation: () => WHOLE,
  });
  protected readonly transform = computed(() => {
    const { scale, x, y } = this.view();
    return `translate(${x}px, ${y}px) scale(${scale})`;
  });
  protected readonly percent = computed(() => this.language.percent(this.view().scale));

  protected zoom(factor: number): void {
    this.view.update((view) => zoomedAt(view, factor, { x: 0, y: 0 }, this.stage()));
  }

  protected whole(): void {
    this.view.set(WHOLE);
  }

  protected async fillScreen(): Promise<void> {
    if (document.fullscreenElement) await document.exitFullscreen();
    else await this.host.requestFullscreen();
  }

  protected press(event: KeyboardEvent): void {
    const action = this.keyAction(event.key);
    if (!action) return;
    event.preventDefault();
    action();
  }

  protected wheel(event: WheelEvent): void {
    // A plain wheel scrolls the page; with Ctrl (or a pinch on a trackpad) it zooms.
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const factor = Math.exp(-event.deltaY / 200);
    this.view.update((view) => zoomedAt(view, factor, this.fromMiddle(event), this.stage()));
  }

  protected zoomAt(event: MouseEvent): void {
    if (this.view().scale > 1) this.whole();
    else this.view.update((view) => zoomedAt(view, 3, this.fromMiddle(event), this.stage()));
  }

  protected hold(event: PointerEvent): void {
    this.frame().nativeElement.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  }

  protected release(event: PointerEvent): void {
    this.pointers.delete(event.pointerId);
  }

  protected drag(event: PointerEvent): void {
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    const now = { x: event.clientX, y: event.clientY };
    const other = [...this.pointers].find(([id]) => id !== event.pointerId)?.[1];
    if (other) {
      const factor = distance(now, other) / Math.max(1, distance(before, other));
      this.view.update((view) => zoomedAt(view, factor, this.fromMiddle(event), this.stage()));
    } else {
      this.move(now.x - before.x, now.y - before.y);
    }
    this.pointers.set(event.pointerId, now);
  }

  private keyAction(key: string): (() => void) | null {
    const actions: Record<string, () => void> = {
      '+': () => this.zoom(STEP),
      '=': () => this.zoom(STEP),
      '-': () => this.zoom(1 / STEP),
      '0': () => this.whole(),
    };
    const moves: Record<string, () => void> = {
      ArrowLeft: () => this.move(KEY_MOVE, 0),
      ArrowRight: () => this.move(-KEY_MOVE, 0),
      ArrowUp: () => this.move(0, KEY_MOVE),
      ArrowDown: () => this.move(0, -KEY_MOVE),
    };
    // The arrows scroll the page as usual until there is something to move.
    return actions[key] ?? (this.view().scale > 1 ? (moves[key] ?? null) : null);
  }

  private move(x: number, y: number): void {
    this.view.update((view) => within({ ...view, x: view.x + x, y: view.y + y }, this.stage()));
  }

  private stage(): Stage {
    const { offsetWidth: width, offsetHeight: height } = this.picture().nativeElement;
    return { frame: this.box(), picture: { width, height } };
  }

  private box(): DOMRect {
    return this.frame().nativeElement.getBoundingClientRect();
  }

  private fromMiddle(event: MouseEvent): { x: number; y: number } {
    const box = this.box();
    return {
      x: event.clientX - box.left - box.width / 2,
      y: event.clientY - box.top - box.height / 2,
    };
  }
}

function distance(a: { x: number; y: number }, b: { x: number; y: number }): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
