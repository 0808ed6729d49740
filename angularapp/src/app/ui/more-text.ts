/** A longer text, folded to three lines until someone wants more. */
import {
  afterRenderEffect,
  Component,
  ElementRef,
  input,
  linkedSignal,
  signal,
  viewChild,
} from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

@Component({
  selector: 'ragam-more-text',
  imports: [TranslocoPipe],
  template: `
    <p #paragraph [class.folded]="!isOpen()">{{ text() }}</p>
    @if (isLong() || isOpen()) {
      <button
        type="button"
        class="button button--quiet button--small"
        [attr.aria-expanded]="isOpen()"
        (click)="isOpen.set(!isOpen())"
      >
        {{ (isOpen() ? 'shared.actions.less' : 'shared.actions.more') | transloco }}
      </button>
    }
  `,
  styles: `
    .folded {
      display: -webkit-box;
      overflow: hidden;
      -webkit-box-orient: vertical;
      -webkit-line-clamp: 3;
    }
    @media print {
      .folded {
        display: block;
        overflow: visible;
      }
    }
    .button {
      margin-inline-start: calc(-1 * var(--space-3));
    }
  `,
})
export class MoreText {
  readonly text = input.required<string>();

  private readonly paragraph = viewChild.required<ElementRef<HTMLElement>>('paragraph');
  protected readonly isLong = signal(false);
  protected readonly isOpen = linkedSignal({ source: this.text, computation: () => false });

  constructor() {
    afterRenderEffect({
      read: () => {
        this.text();
        const { nativeElement: paragraph } = this.paragraph();
        if (!this.isOpen()) this.isLong.set(paragraph.scrollHeight > paragraph.clientHeight + 2);
      },
    });
  }
}
