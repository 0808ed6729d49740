/** One submitted picture in a list, following its job while that is still open. */
import { Component, computed, effect, inject, input, output, untracked } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';

import { answerInShort, answerProbability } from '../answers/answer-words';
import { Submission } from '../api/models';
import { Language } from '../i18n/language';
import { ProblemWords } from '../i18n/problem-words';
import { timeUntil } from '../i18n/time-until';
import { isFinal } from '../jobs/job-watcher';
import { phaseKey } from '../jobs/phase-words';
import { watchedJob } from '../jobs/watched-job';
import { Confidence } from '../ui/confidence';
import { Icon } from '../ui/icon';

@Component({
  selector: 'ragam-submission-row',
  imports: [Confidence, Icon, RouterLink, TranslocoPipe],
  template: `
    <a class="picture" [routerLink]="['/results', row().id]" tabindex="-1" aria-hidden="true">
      <img [src]="row().image.thumb_url" alt="" loading="lazy" decoding="async" />
    </a>
    <div class="text">
      <p class="headline">
        <a [routerLink]="['/results', row().id]">{{ headline() }}</a>
      </p>
      @if (probability(); as probability) {
        <p class="sure"><ragam-confidence [probability]="probability" /></p>
      }
      @if (job().error; as error) {
        <p class="problem">{{ problems.failure(error) }}</p>
      }
      <p class="meta name">{{ row().filename }} · {{ language.date(row().created_at, true) }}</p>
      @if (expiry(); as expiry) {
        <p class="meta">
          <ragam-icon name="clock" [size]="15" />
          {{ 'upload.mine.expires' | transloco: { when: expiry } }}
        </p>
      }
    </div>
    <div class="row">
      @if (row().artwork; as artwork) {
        <a class="button button--small" [routerLink]="['/artworks', artwork]">{{
          'result.openArtwork' | transloco
        }}</a>
      }
      @if (row().can_delete) {
        <button
          type="button"
          class="button button--quiet button--small"
          (click)="removed.emit(row())"
        >
          <ragam-icon name="trash" [size]="17" />{{ 'upload.mine.remove' | transloco }}
          <span class="visually-hidden">{{ row().filename }}</span>
        </button>
      }
    </div>
  `,
  styles: `
    :host {
      display: grid;
      grid-template-columns: 104px minmax(0, 1fr);
      gap: var(--space-2) var(--space-4);
      padding: var(--space-4) 0;
    }
    img {
      width: 104px;
      height: 104px;
      object-fit: cover;
      background: var(--linen);
    }
    .text {
      min-width: 0;
    }
    .headline {
      font: 500 var(--size-21) / 1.25 var(--font-display);
    }
    .headline a {
      color: inherit;
      text-decoration: none;
    }
    .headline a:hover {
      text-decoration: underline;
    }
    .sure,
    .problem {
      font-size: var(--size-15);
    }
    .problem {
      color: var(--mengkudu);
    }
    .meta {
      overflow-wrap: anywhere;
    }
    .meta ragam-icon {
      vertical-align: -2px;
    }
    .row {
      grid-column: 1 / -1;
      justify-content: end;
    }
    @media (min-width: 700px) {
      :host {
        grid-template-columns: 104px minmax(0, 1fr) auto;
      }
      .row {
        grid-column: auto;
        align-self: center;
      }
    }
  `,
})
export class SubmissionRow {
  readonly row = input.required<Submission>();
  readonly removed = output<Submission>();
  /** The job ended while it was watched, so the row is out of date. */
  readonly jobEnded = output<void>();

  private readonly transloco = inject(TranslocoService);
  protected readonly language = inject(Language);
  protected readonly problems = inject(ProblemWords);
  private readonly watched = watchedJob(() =>
    isFinal(this.row().job.status) ? null : this.row().job.id,
  );
  protected readonly job = computed(() => this.watched()?.job() ?? this.row().job);
  protected readonly headline = computed(() => {
    const locale = this.language.current();
    const answer = this.row().prediction?.answer;
    if (!answer) return this.transloco.translate(phaseKey(this.job()));
    const names = answer.terms.map((term) => this.language.pick(term.name));
    const { key, values } = answerInShort(answer.kind, names, locale);
    return this.transloco.translate(`result.${key}`, values);
  });
  protected readonly probability = computed(() => {
    const prediction = this.row().prediction;
    return prediction ? answerProbability(prediction) : null;
  });
  protected readonly expiry = computed(() => {
    const moment = this.row().expires_at;
    return moment ? timeUntil(moment, this.language.current()) : null;
  });

  constructor() {
    effect(() => {
      if (this.watched()?.ended()) untracked(() => this.jobEnded.emit());
    });
  }
}
