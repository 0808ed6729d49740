/** The answer to one submitted picture: waits for it, shows it, explains it, lets staff judge it. */
import { HttpClient, httpResource } from '@angular/common/http';
import {
  Component,
  computed,
  effect,
  inject,
  input,
  linkedSignal,
  signal,
  untracked,
} from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { firstValueFrom } from 'rxjs';

import { answerHeadline, reasonForSilence } from '../answers/answer-words';
import { Job, Prediction, Submission } from '../api/models';
import { problemOf } from '../api/problem';
import { FittedPicture } from '../cloths/fitted-picture';
import { Language } from '../i18n/language';
import { ProblemWords } from '../i18n/problem-words';
import { PageTitle } from '../i18n/page-title';
import { timeUntil } from '../i18n/time-until';
import { JobProgress } from '../jobs/job-progress';
import { isFinal } from '../jobs/job-watcher';
import { watchedJob } from '../jobs/watched-job';
import { BackLink } from '../navigation/back-link';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { Icon } from '../ui/icon';
import { Empty, ErrorState, Loading } from '../ui/states';
import { Toasts } from '../ui/toasts';
import { AnswerView } from './answer-view';

const HINTS: readonly string[] = ['unreadable_image', 'image_too_large', 'unsupported_format'];

@Component({
  selector: 'ragam-result-page',
  imports: [
    BackLink,
    AnswerView,
    Empty,
    ErrorState,
    FittedPicture,
    Icon,
    JobProgress,
    Loading,
    RouterLink,
    TranslocoPipe,
  ],
  templateUrl: './result-page.html',
  styleUrl: './result-page.css',
})
export default class ResultPage {
  /** Id of the submission, from the address. */
  readonly submission = input.required<string>();

  private readonly http = inject(HttpClient);
  private readonly router = inject(Router);
  private readonly transloco = inject(TranslocoService);
  private readonly title = inject(PageTitle);
  private readonly toasts = inject(Toasts);
  private readonly confirmDialog = inject(ConfirmDialog);
  protected readonly language = inject(Language);
  protected readonly problems = inject(ProblemWords);
  /** A picture that could not be read has no thumbnail either. */
  protected readonly pictureBroken = signal(false);

  protected readonly loaded = httpResource<Submission>(
    () => `/api/submissions/${this.submission()}/`,
  );
  protected readonly row = computed(() => (this.loaded.hasValue() ? this.loaded.value() : null));
  protected readonly isGone = computed(() => {
    const error = this.loaded.error();
    return error !== undefined && [403, 404].includes(problemOf(error).status);
  });

  protected readonly watched = watchedJob(() => {
    const row = this.row();
    return row && !isFinal(row.job.status) ? row.job.id : null;
  });
  /** What is known latest of the job; what was there when the page opened, until the first poll. */
  protected readonly job = linkedSignal<Job | null>(
    () => this.watched()?.job() ?? this.row()?.job ?? null,
  );
  private readonly predictionId = computed(() => {
    const job = this.job();
    if (job?.status !== 'succeeded') return null;
    return job.result?.prediction ?? this.row()?.prediction?.id ?? null;
  });
  protected readonly prediction = httpResource<Prediction>(() => {
    const id = this.predictionId();
    return id ? `/api/predictions/${id}/` : undefined;
  });

  protected readonly failureHint = computed(() => {
    const code = this.job()?.error?.code ?? '';
    return `result.failedHint.${HINTS.includes(code) ? code : 'default'}`;
  });
  protected readonly filed = computed(() => {
    const row = this.row();
    return row && { filename: row.filename, date: this.language.date(row.created_at, true) };
  });
  protected readonly expiry = computed(() => {
    const moment = this.row()?.expires_at;
    return moment ? { when: timeUntil(moment, this.language.current()) } : null;
  });
  protected readonly headline = computed(() => {
    if (!this.prediction.hasValue()) return '';
    const prediction = this.prediction.value();
    const { answer } = prediction;
    const locale = this.language.current();
    const names = answer.terms.map((term) => this.language.pick(term.name));
    const { key, values } = answerHeadline(answer.kind, names, locale);
    const isSilent = key === 'answer.unknown';
    const said = isSilent ? `answer.${reasonForSilence(prediction)}` : key;
    return this.transloco.translate(`result.${said}`, values);
  });

  constructor() {
    effect(() => {
      const headline = this.headline();
      if (headline) untracked(() => this.title.name(headline));
    });
  }

  /** Deletes the picture after asking; there is no way back from this one. */
  protected async remove(row: Submission): Promise<void> {
    const isSure = await this.confirmDialog.ask({
      title: this.transloco.translate('result.removeTitle'),
      text: this.transloco.translate('result.removeText'),
      confirm: this.transloco.translate('result.remove'),
      tone: 'danger',
    });
    if (!isSure) return;
    try {
      await firstValueFrom(this.http.delete(`/api/submissions/${row.id}/`));
      this.toasts.show('result.removed');
      await this.router.navigateByUrl('/');
    } catch (error) {
      // The page stays as it is, so that the person can try again.
      this.toasts.showProblem(error);
    }
  }
}
