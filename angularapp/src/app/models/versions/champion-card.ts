/** The version that serves a vocabulary now, with what it stands on and how well it did. */
import { Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

import { ModelWords } from '../../answers/model-words';
import { ModelVersion, Promotion } from '../../api/models';
import { Figure } from '../../figures/figure';
import { MacroFigures } from '../../figures/macro-figures';
import { Language } from '../../i18n/language';
import { ExpertDetails } from '../../ui/expert-details';
import { LearnedFrom } from './learned-from';

@Component({
  selector: 'ragam-champion-card',
  imports: [ExpertDetails, Figure, LearnedFrom, MacroFigures, RouterLink, TranslocoPipe],
  template: `
    @let model = version();
    <div class="stack stack--tight">
      <p class="eyebrow">{{ 'versions.champion.eyebrow' | transloco }}</p>
      <h2>{{ 'models.version' | transloco: { number: model.number } }}</h2>
      <p>{{ words.recipeTitle(model.recipe) }} · {{ words.backbone(model.backbone) }}</p>
      <ragam-learned-from [version]="model" />
      @if (since(); as since) {
        <p class="meta">{{ since.key | transloco: since }}</p>
      }
      <p>
        <a [routerLink]="['/models/versions', model.id]">{{ 'versions.page.more' | transloco }}</a>
      </p>
    </div>
    <dl>
      <div>
        <dt>{{ 'figures.accuracy' | transloco }}</dt>
        <dd><ragam-figure class="large" [estimate]="report()?.accuracy" /></dd>
      </div>
      <div>
        <dt>{{ 'figures.top3' | transloco }}</dt>
        <dd><ragam-figure [estimate]="report()?.top3" /></dd>
      </div>
    </dl>
    <div class="proof">
      <p class="meta">
        {{ (isHeldOut() ? 'figures.heldOutNote' : 'figures.testNote') | transloco }}
      </p>
      @if (report(); as report) {
        <ragam-expert-details><ragam-macro-figures [report]="report" /></ragam-expert-details>
      }
    </div>
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--space-6) var(--space-12);
      padding: var(--space-6);
      border: 1px solid var(--line);
      border-radius: var(--radius);
      background: var(--paper);
    }
    dl {
      display: flex;
      flex-wrap: wrap;
      gap: var(--space-4) var(--space-8);
      align-items: end;
    }
    dt {
      color: var(--ash);
      font-size: var(--size-15);
    }
    .proof {
      display: grid;
      gap: var(--space-2);
      grid-column: 1 / -1;
      padding-top: var(--space-3);
      border-top: 1px solid var(--line);
    }
    @media (min-width: 860px) {
      :host {
        grid-template-columns: minmax(0, 5fr) minmax(0, 7fr);
      }
    }
  `,
})
export class ChampionCard {
  readonly version = input.required<ModelVersion>();
  /** The promotion that put it to service, if that is known. */
  readonly promotion = input<Promotion | null>(null);

  private readonly language = inject(Language);
  protected readonly words = inject(ModelWords);
  protected readonly report = computed(
    () => this.version().figures?.test ?? this.version().figures?.held_out ?? null,
  );
  protected readonly isHeldOut = computed(() => !this.version().figures?.test);
  protected readonly since = computed(() => {
    const promotion = this.promotion();
    if (!promotion) return null;
    return {
      key: promotion.by ? 'versions.champion.sinceBy' : 'versions.champion.since',
      by: promotion.by,
      date: this.language.date(promotion.at, true),
    };
  });
}
