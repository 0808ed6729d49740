/** The training runs of a vocabulary, latest first, with the state of each. */
import { Component, effect, inject, input, output, untracked } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

import { ModelWords } from '../../answers/model-words';
import { TrainingRun } from '../../api/models';
import { Figure } from '../../figures/figure';
import { Language } from '../../i18n/language';
import { isFinal } from '../../jobs/job-watcher';
import { phaseKey } from '../../jobs/phase-words';
import { watchedJob } from '../../jobs/watched-job';
import { StatusMark } from '../../ui/status-mark';

@Component({
  selector: 'ragam-run-list',
  imports: [Figure, RouterLink, StatusMark, TranslocoPipe],
  template: `
    @if (runs().length === 0) {
      <p class="meta">{{ 'runs.list.none' | transloco }}</p>
    } @else {
      <!-- Scrolls sideways on phones, so the keyboard has to reach it. -->
      <div
        class="table-scroll"
        tabindex="0"
        role="region"
        [attr.aria-label]="'runs.list.title' | transloco"
      >
        <table class="table">
          <thead>
            <tr>
              <th scope="col">{{ 'runs.list.started' | transloco }}</th>
              <th scope="col">{{ 'runs.start.recipe' | transloco }}</th>
              <th scope="col">{{ 'runs.list.state' | transloco }}</th>
              <th scope="col">{{ 'figures.accuracy' | transloco }}</th>
            </tr>
          </thead>
          <tbody>
            @for (run of runs(); track run.id) {
              <tr>
                <th scope="row">
                  <a [routerLink]="['/models/runs', run.id]">{{
                    language.date(run.created_at, true)
                  }}</a>
                  <span class="meta by">{{ run.created_by }}</span>
                </th>
                <td>{{ words.recipeTitle(run.recipe) }}</td>
                <td>
                  <ragam-status-mark [kind]="kindOf(run)">{{
                    phaseOf(run) | transloco
                  }}</ragam-status-mark>
                  @if (run.status === 'running') {
                    <span class="meta figure-number">{{ language.percent(run.progress) }}</span>
                  }
                </td>
                <td>
                  @if (run.status === 'succeeded') {
                    <ragam-figure [estimate]="run.figures?.test?.accuracy" />
                  } @else {
                    <span class="meta">–</span>
                  }
                </td>
              </tr>
            }
          </tbody>
        </table>
      </div>
    }
  `,
  styles: `
    .by {
      display: block;
      font-weight: 400;
    }
    th[scope='row'] {
      font-weight: 600;
    }
  `,
})
export class RunList {
  readonly runs = input.required<readonly TrainingRun[]>();
  /** The open run moved on; the list is worth reading again. */
  readonly moved = output<void>();

  protected readonly language = inject(Language);
  protected readonly words = inject(ModelWords);
  /** One at a time works on a vocabulary, so one watch is enough. */
  private readonly watched = watchedJob(
    () => this.runs().find((run) => !isFinal(run.status))?.job ?? null,
  );

  constructor() {
    let seen = '';
    effect(() => {
      const job = this.watched()?.job();
      if (!job) return;
      const state = `${job.id} ${job.status} ${job.phase}`;
      if (seen && seen !== state) untracked(() => this.moved.emit());
      seen = state;
    });
  }

  protected phaseOf(run: TrainingRun): string {
    return phaseKey(run);
  }

  protected kindOf(run: TrainingRun): 'archive' | 'error' | 'machine' | 'unsure' {
    if (run.status === 'succeeded') return 'archive';
    if (run.status === 'failed') return 'error';
    return run.status === 'cancelled' ? 'unsure' : 'machine';
  }
}
