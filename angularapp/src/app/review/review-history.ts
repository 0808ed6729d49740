/** The judgements made of one answer, latest first. */
import { Component, computed, inject, input } from '@angular/core';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';

import { Review } from '../api/models';
import { Language } from '../i18n/language';

@Component({
  selector: 'ragam-review-history',
  imports: [TranslocoPipe],
  template: `
    <h2>{{ 'review.history' | transloco }}</h2>
    @if (entries().length > 0) {
      <ol role="list">
        @for (entry of entries(); track entry.id) {
          <li>
            <strong>{{ entry.verdict }}</strong>
            <span class="meta">{{ 'review.by' | transloco: entry }}</span>
            @if (entry.comment) {
              <p>{{ entry.comment }}</p>
            }
          </li>
        }
      </ol>
    } @else {
      <p class="meta">{{ 'review.none' | transloco }}</p>
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--space-3);
    }
    h2 {
      font-size: var(--size-21);
    }
    li {
      padding: var(--space-3) 0;
      border-top: 1px solid var(--line);
      overflow-wrap: anywhere;
    }
    strong {
      margin-inline-end: var(--space-2);
    }
    strong::first-letter {
      text-transform: uppercase;
    }
  `,
})
export class ReviewHistory {
  readonly reviews = input.required<readonly Review[]>();

  private readonly language = inject(Language);
  private readonly transloco = inject(TranslocoService);
  protected readonly entries = computed(() => {
    this.language.current();
    return [...this.reviews()]
      .sort((a, b) => b.created_at.localeCompare(a.created_at))
      .map((review) => ({
        id: review.id,
        verdict: this.transloco.translate(`review.verdict.${review.verdict}`, {
          term: this.language.pick(review.term?.name),
        }),
        actor: review.actor || this.transloco.translate('review.noActor'),
        date: this.language.date(review.created_at, true),
        comment: review.comment,
      }));
  });
}
