/** Who served when: every change of the serving version, latest first. */
import { Component, computed, inject, input } from '@angular/core';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';

import { ModelVersion, Promotion } from '../../api/models';
import { Language } from '../../i18n/language';
import { CHAMPION_BROKEN } from '../comparison/promoter';

/** The reasons that are given as a code, with their texts. */
const REASONS: Readonly<Record<string, string>> = {
  first_model: 'versions.history.firstModel',
  [CHAMPION_BROKEN]: 'versions.history.championBroken',
};

@Component({
  selector: 'ragam-promotion-history',
  imports: [TranslocoPipe],
  template: `
    @if (entries().length === 0) {
      <p class="meta">{{ 'versions.history.none' | transloco }}</p>
    } @else {
      <ol role="list">
        @for (entry of entries(); track entry.id) {
          <li>
            <p class="meta when">
              <time [attr.datetime]="entry.at">{{ entry.date }}</time>
            </p>
            <div>
              <p>
                <strong>{{ entry.key | transloco: entry }}</strong>
                <span class="meta"> · {{ entry.by }}</span>
              </p>
              @if (entry.reason) {
                <p class="reason">{{ entry.reason }}</p>
              }
            </div>
          </li>
        }
      </ol>
    }
  `,
  styles: `
    li {
      display: grid;
      gap: 0 var(--space-6);
      padding: var(--space-3) 0;
      border-top: 1px solid var(--line);
    }
    .reason {
      max-width: var(--measure);
      overflow-wrap: anywhere;
    }
    @media (min-width: 700px) {
      li {
        grid-template-columns: 13rem 1fr;
      }
    }
  `,
})
export class PromotionHistory {
  readonly promotions = input.required<readonly Promotion[]>();
  readonly versions = input.required<readonly ModelVersion[]>();

  private readonly language = inject(Language);
  private readonly transloco = inject(TranslocoService);
  protected readonly entries = computed(() => {
    const numbers = new Map(this.versions().map((version) => [version.id, version.number]));
    return this.promotions().map((promotion) => {
      const number = numbers.get(promotion.model_version) ?? '?';
      const previous = promotion.previous ? (numbers.get(promotion.previous) ?? '?') : null;
      const key = promotion.reason ? REASONS[promotion.reason] : undefined;
      return {
        id: promotion.id,
        at: promotion.at,
        date: this.language.date(promotion.at, true),
        key: previous === null ? 'versions.history.first' : 'versions.history.replaced',
        number,
        previous,
        by: promotion.by ?? this.transloco.translate('versions.history.system'),
        reason: key ? this.transloco.translate(key) : promotion.reason,
      };
    });
  });
}
