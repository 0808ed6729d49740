/** Names the model that answered, what it stands on, and how familiar the picture was to it. */
import { Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

import { nearnessOf } from '../answers/answer-words';
import { ModelWords } from '../answers/model-words';
import { Prediction } from '../api/models';
import { Session } from '../session/session';
import { Icon } from '../ui/icon';
import { KnownWeak } from './known-weak';
import { ModelWeakness } from './model-weakness';

@Component({
  selector: 'ragam-model-note',
  imports: [Icon, KnownWeak, ModelWeakness, RouterLink, TranslocoPipe],
  template: `
    @if (nearness(); as nearness) {
      <section [class.foreign]="nearness !== 'familiar'">
        <h3>{{ 'result.novelty.title' | transloco }}</h3>
        <p>
          @if (nearness !== 'familiar') {
            <ragam-icon name="question" [size]="18" />
          }
          {{ 'result.novelty.' + nearness | transloco }}
        </p>
      </section>
    }
    <section>
      <h3>{{ 'result.model.title' | transloco }}</h3>
      <p>
        {{ 'result.model.version' | transloco: version() }}.
        {{ 'result.model.backbone' | transloco: { name: backboneName() } }}.
      </p>
      <p>{{ backbone() }}</p>
      <p>{{ calibrated() | transloco }}</p>
      @if (session.can('train')) {
        <p>
          <a routerLink="/models" [queryParams]="{ vocabulary: prediction().vocabulary }">{{
            'result.model.open' | transloco
          }}</a>
        </p>
      }
    </section>
    <ragam-known-weak [prediction]="prediction()" />
    @if (session.can('review')) {
      <ragam-model-weakness
        [version]="prediction().model_version"
        [vocabulary]="prediction().vocabulary"
      />
    }
  `,
  styles: `
    :host,
    section {
      display: grid;
      gap: var(--space-2);
    }
    :host {
      gap: var(--space-6);
      font-size: var(--size-15);
    }
    h3 {
      font-size: var(--size-17);
    }
    p {
      max-width: 60ch;
      color: var(--ash);
    }
    .foreign p {
      color: var(--kunyit);
    }
    ragam-icon {
      vertical-align: text-bottom;
    }
  `,
})
export class ModelNote {
  readonly prediction = input.required<Prediction>();

  protected readonly session = inject(Session);
  private readonly words = inject(ModelWords);
  protected readonly version = computed(() => ({
    number: this.prediction().model.number,
    recipe: this.words.recipeTitle(this.prediction().model.recipe),
  }));
  protected readonly nearness = computed(() =>
    nearnessOf(this.prediction().novelty, this.prediction().novelty_threshold),
  );
  protected readonly backboneName = computed(() =>
    this.words.backboneName(this.prediction().model.backbone.name),
  );
  protected readonly calibrated = computed(() =>
    this.prediction().model.learned_drawings
      ? 'result.model.calibratedOnDrawings'
      : 'result.model.calibrated',
  );
  protected readonly backbone = computed(() => this.words.backboneMeaning(this.prediction().model));
}
