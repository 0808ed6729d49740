/** Short messages at the edge of the page, announced to screen readers, with an optional undo. */
import { Component, inject, Injectable, signal } from '@angular/core';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';

import { problemOf } from '../api/problem';
import { ProblemWords } from '../i18n/problem-words';
import { Icon } from './icon';

export interface ToastOptions {
  params?: Record<string, unknown>;
  tone?: 'done' | 'error';
  /** Offered as a button; the toast then stays longer. */
  undo?: () => void | Promise<void>;
}

interface Toast {
  id: number;
  text: string;
  tone: 'done' | 'error';
  undo: ToastOptions['undo'];
}

const SHOWN_MS = 6_000;
const SHOWN_WITH_UNDO_MS = 12_000;

@Injectable({ providedIn: 'root' })
export class Toasts {
  private readonly transloco = inject(TranslocoService);
  private readonly words = inject(ProblemWords);
  private readonly shown = signal<readonly Toast[]>([]);
  private readonly timers = new Map<number, ReturnType<typeof setTimeout>>();
  private lastId = 0;

  readonly all = this.shown.asReadonly();

  /** Show the text of a translation key. */
  show(key: string, options: ToastOptions = {}): void {
    this.say(this.transloco.translate(key, options.params), options);
  }

  private say(text: string, options: ToastOptions): void {
    const toast: Toast = {
      id: ++this.lastId,
      text,
      tone: options.tone ?? 'done',
      undo: options.undo,
    };
    this.shown.update((toasts) => [...toasts.slice(-2), toast]);
    this.resume(toast);
  }

  /** Say what went wrong, in the words that belong to the problem's code. */
  showProblem(error: unknown): void {
    this.say(this.words.sentence(problemOf(error)), { tone: 'error' });
  }

  dismiss(id: number): void {
    this.pause(id);
    this.shown.update((toasts) => toasts.filter((toast) => toast.id !== id));
  }

  /** Keep a toast while someone reads it with pointer or keyboard on it. */
  pause(id: number): void {
    clearTimeout(this.timers.get(id));
    this.timers.delete(id);
  }

  resume(toast: Toast): void {
    this.pause(toast.id);
    const shownFor = toast.undo ? SHOWN_WITH_UNDO_MS : SHOWN_MS;
    this.timers.set(
      toast.id,
      setTimeout(() => this.dismiss(toast.id), shownFor),
    );
  }

  async undo(toast: Toast): Promise<void> {
    this.dismiss(toast.id);
    try {
      await toast.undo?.();
    } catch (error) {
      this.showProblem(error);
    }
  }
}

@Component({
  selector: 'ragam-toasts',
  imports: [Icon, TranslocoPipe],
  host: { role: 'status', 'aria-live': 'polite' },
  template: `
    @for (toast of toasts.all(); track toast.id) {
      <div
        class="toast"
        [attr.data-tone]="toast.tone"
        (mouseenter)="toasts.pause(toast.id)"
        (mouseleave)="toasts.resume(toast)"
        (focusin)="toasts.pause(toast.id)"
        (focusout)="toasts.resume(toast)"
      >
        <ragam-icon [name]="toast.tone === 'error' ? 'warning' : 'check'" />
        <p>{{ toast.text }}</p>
        @if (toast.undo) {
          <button type="button" class="button button--small" (click)="toasts.undo(toast)">
            <ragam-icon name="undo" [size]="18" />{{ 'shared.actions.undo' | transloco }}
          </button>
        }
        <button
          type="button"
          class="button button--quiet button--small close"
          [attr.aria-label]="'shared.actions.close' | transloco"
          (click)="toasts.dismiss(toast.id)"
        >
          <ragam-icon name="close" [size]="18" />
        </button>
      </div>
    }
  `,
  styles: `
    :host {
      position: fixed;
      z-index: 1100;
      inset-inline: var(--space-4);
      bottom: var(--space-4);
      display: grid;
      gap: var(--space-2);
      justify-items: center;
      pointer-events: none;
    }
    .toast {
      display: flex;
      gap: var(--space-3);
      align-items: center;
      max-width: 560px;
      padding: var(--space-2) var(--space-2) var(--space-2) var(--space-4);
      border: 1px solid var(--line-strong);
      border-radius: var(--radius);
      background: var(--paper);
      box-shadow: var(--shadow);
      font-size: var(--size-15);
      pointer-events: auto;
    }
    .toast > ragam-icon {
      color: var(--leaf);
    }
    .toast[data-tone='error'] > ragam-icon {
      color: var(--mengkudu);
    }
    p {
      flex: 1;
    }
    .close {
      width: 36px;
      padding: 0;
    }
  `,
})
export class ToastList {
  protected readonly toasts = inject(Toasts);
}
