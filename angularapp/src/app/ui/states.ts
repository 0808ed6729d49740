/** What a page shows when it has nothing to show yet: loading, empty, error. */
import { Component, computed, inject, input, output } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

import { problemOf } from '../api/problem';
import { ProblemWords } from '../i18n/problem-words';
import { Icon } from './icon';
import { OrnamentBand, OrnamentName } from './ornament-band';

type LoadingShape = 'tiles' | 'text' | 'page' | 'rows' | 'facets';

/** Grey cloth in the shape of what is coming. */
@Component({
  selector: 'ragam-loading',
  imports: [TranslocoPipe],
  host: { role: 'status' },
  template: `
    <span class="visually-hidden">{{ 'shared.states.loading' | transloco }}</span>
    <div class="shape" [attr.data-shape]="shape()" aria-hidden="true">
      @for (part of parts(); track part) {
        <i [style.flex-grow]="1 + (part % 3) * 0.4"></i>
      }
    </div>
  `,
  styles: `
    :host {
      display: block;
    }
    .shape {
      display: flex;
      flex-wrap: wrap;
      gap: var(--space-3);
    }
    i {
      flex-basis: 200px;
      height: 220px;
      border-radius: var(--radius-image);
      background: var(--linen);
      animation: breathe 1.6s ease-in-out infinite alternate;
    }
    [data-shape='text'] i {
      flex: none;
      width: 100%;
      max-width: var(--measure);
      height: 1.1em;
    }
    [data-shape='text'] i:last-child {
      width: 60%;
    }
    [data-shape='rows'] i {
      flex: none;
      width: 100%;
      height: 104px;
      margin-block: 2px;
    }
    [data-shape='facets'] i {
      flex: none;
      width: 100%;
      height: 28px;
    }
    [data-shape='page'] i {
      height: min(60vh, 560px);
      flex-basis: 340px;
    }
    @keyframes breathe {
      to {
        opacity: 0.45;
      }
    }
  `,
})
export class Loading {
  readonly shape = input<LoadingShape>('tiles');
  protected readonly parts = computed(() => {
    const count = { tiles: 8, text: 4, page: 2, rows: 8, facets: 8 }[this.shape()];
    return Array.from({ length: count }, (_, index) => index);
  });
}

/** Nothing is here, why, and (as content) what to do about it. */
@Component({
  selector: 'ragam-empty',
  imports: [OrnamentBand],
  template: `
    <ragam-ornament-band [motif]="motif()" />
    <p class="title">{{ title() }}</p>
    @if (text()) {
      <p class="meta">{{ text() }}</p>
    }
    <div class="row actions"><ng-content /></div>
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--space-3);
      justify-items: center;
      max-width: 520px;
      margin: var(--space-12) auto;
      text-align: center;
    }
    ragam-ornament-band {
      width: 192px;
      margin-bottom: var(--space-3);
    }
    .title {
      font: 500 var(--size-21) / 1.25 var(--font-display);
    }
    .actions {
      justify-content: center;
      margin-top: var(--space-2);
    }
  `,
})
export class Empty {
  readonly title = input.required<string>();
  readonly text = input('');
  readonly motif = input<OrnamentName>('kawung');
}

/** A failed read: what happened, and a button that tries again. */
@Component({
  selector: 'ragam-error',
  imports: [Icon, TranslocoPipe],
  host: { role: 'alert' },
  template: `
    <ragam-icon name="warning" [size]="28" />
    <div class="stack stack--tight">
      <p class="title">{{ words.sentence(problem()) }}</p>
      @if (words.detail(problem().detail); as detail) {
        <p class="meta">{{ detail }}</p>
      }
      @if (canRetry()) {
        <p>
          <button type="button" class="button button--small" (click)="retry.emit()">
            <ragam-icon name="retry" [size]="18" />{{ 'shared.actions.retry' | transloco }}
          </button>
        </p>
      }
    </div>
  `,
  styles: `
    :host {
      display: flex;
      gap: var(--space-4);
      max-width: 640px;
      margin: var(--space-8) auto;
      padding: var(--space-6);
      border: 1px solid var(--mengkudu);
      border-radius: var(--radius);
      background: var(--paper);
    }
    ragam-icon {
      color: var(--mengkudu);
    }
    .button ragam-icon {
      color: inherit;
    }
    .title {
      font-weight: 600;
    }
  `,
})
export class ErrorState {
  /** Anything thrown: a Problem, an HTTP error, the error of a resource. */
  readonly error = input.required<unknown>();
  readonly retry = output();

  protected readonly words = inject(ProblemWords);
  protected readonly problem = computed(() => problemOf(this.error()));
  /** What does not exist will not exist after another try. */
  protected readonly canRetry = computed(() => this.problem().status !== 404);
}
