/** What a new house is still busy with: drawing its cloths, training its first model. */
import { HttpClient } from '@angular/common/http';
import { Component, computed, DestroyRef, DOCUMENT, inject, output, signal } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

import { FirstStart as State, Job } from '../api/models';
import { phaseKey } from '../jobs/phase-words';

const FIRST_INTERVAL_MS = 1000;
const LAST_INTERVAL_MS = 4000;
const EASING = 1.3;
/** So large a part of the cloths makes it worth while to hang them. */
const WORTH_SHOWING = 0.1;

@Component({
  selector: 'ragam-first-start',
  imports: [TranslocoPipe],
  template: `
    @if (isBusy()) {
      <section aria-labelledby="first-start-title">
        <h2 id="first-start-title">{{ 'home.firstStart.title' | transloco }}</h2>
        @if (state().drawing; as drawing) {
          <p>
            {{
              (drawing.phase === 'failed' ? 'home.firstStart.drawnPart' : 'home.firstStart.drawn')
                | transloco: { done: drawing.done, total: drawing.total }
            }}
          </p>
          <progress
            [value]="drawing.done"
            [max]="drawing.total"
            [attr.aria-label]="'home.firstStart.drawing' | transloco"
          ></progress>
        }
        @if (state().model; as model) {
          @if (model.phase === 'failed') {
            <p>{{ 'home.firstStart.modelFailed' | transloco }}</p>
          } @else {
            <p>
              {{
                'home.firstStart.model' | transloco: { phase: modelPhase(model.phase) | transloco }
              }}
            </p>
            <progress
              [value]="model.progress"
              max="1"
              [attr.aria-label]="'home.firstStart.training' | transloco"
            ></progress>
          }
        }
        <p class="meta">{{ 'home.firstStart.waiting' | transloco }}</p>
      </section>
    }
  `,
  styles: `
    section {
      display: grid;
      gap: var(--space-3);
      margin-block: var(--space-6);
      padding: var(--space-6);
      border: 1px solid var(--line-strong);
      border-radius: var(--radius);
      background: var(--paper);
    }
    h2 {
      font-size: var(--size-21);
    }
    progress {
      width: 100%;
      accent-color: var(--indigo);
    }
  `,
})
export class FirstStart {
  /** There are so many more cloths, or a first model, that it is worth while to look again. */
  readonly grown = output();

  private readonly http = inject(HttpClient);
  private readonly document = inject(DOCUMENT);
  protected readonly state = signal<State>({ drawing: null, model: null });
  protected readonly isBusy = computed(() => this.state().drawing || this.state().model);
  private readonly isMoving = computed(() =>
    [this.state().drawing, this.state().model].some((part) => part && part.phase !== 'failed'),
  );
  private interval = FIRST_INTERVAL_MS;
  private shown = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    this.ask();
    inject(DestroyRef).onDestroy(() => clearTimeout(this.timer));
  }

  protected modelPhase(phase: Job['phase']): string {
    return phaseKey({ status: 'running', phase });
  }

  private ask(): void {
    if (this.document.hidden) {
      this.askLater();
      return;
    }
    this.http.get<State>('/api/first-start/').subscribe({
      next: (state) => {
        this.learn(state);
        if (this.isMoving()) this.askLater();
      },
      error: () => this.askLater(),
    });
  }

  private askLater(): void {
    this.timer = setTimeout(() => this.ask(), this.interval);
    this.interval = Math.min(this.interval * EASING, LAST_INTERVAL_MS);
  }

  private learn(state: State): void {
    const before = this.state();
    this.state.set(state);
    const { done, total } = state.drawing ?? { done: 0, total: 1 };
    const hasEnded = (before.drawing && !state.drawing) || (before.model && !state.model);
    if (hasEnded || done - this.shown >= total * WORTH_SHOWING) {
      this.shown = done;
      this.grown.emit();
    }
  }
}
