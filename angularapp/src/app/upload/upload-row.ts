/** One file in the list of uploads: preview, how far it is, what came of it. */
import { httpResource } from '@angular/common/http';
import { Component, OnDestroy, OnInit, computed, inject, input, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';

import { answerInShort, answerProbability } from '../answers/answer-words';
import { Submission } from '../api/models';
import { Language } from '../i18n/language';
import { ProblemWords } from '../i18n/problem-words';
import { phaseKey } from '../jobs/phase-words';
import { sizeInWords } from '../sending/file-limits';
import { UploadItem } from '../sending/upload-item';
import { UploadQueue } from '../sending/upload-queue';
import { Icon } from '../ui/icon';

@Component({
  selector: 'ragam-upload-row',
  imports: [Icon, RouterLink, TranslocoPipe],
  templateUrl: './upload-row.html',
  styleUrl: './upload-row.css',
  host: { '[attr.data-state]': 'item().state()' },
})
export class UploadRow implements OnInit, OnDestroy {
  readonly item = input.required<UploadItem>();

  private readonly transloco = inject(TranslocoService);
  protected readonly queue = inject(UploadQueue);
  protected readonly language = inject(Language);
  protected readonly problems = inject(ProblemWords);
  /** Address of the local file; null when the browser cannot show this format. */
  protected readonly preview = signal<string | null>(null);

  protected readonly size = computed(() =>
    sizeInWords(this.item().file.size, this.language.current()),
  );
  private readonly job = computed(() => this.item().watch()?.job() ?? null);
  protected readonly isAnswered = computed(() => this.job()?.status === 'succeeded');
  private readonly stored = httpResource<Submission>(() => {
    const id = this.item().submission()?.id;
    return id && this.isAnswered() ? `/api/submissions/${id}/` : undefined;
  });
  protected readonly thumb = computed(() =>
    this.stored.hasValue() ? this.stored.value().image.thumb_url : this.preview(),
  );

  protected readonly status = computed(() => {
    this.language.current();
    const job = this.job();
    const key = job && !this.isAnswered() ? phaseKey(job) : `upload.state.${this.item().state()}`;
    return this.transloco.translate(this.isAnswered() ? 'upload.state.answered' : key);
  });
  /** The answer in short, once it can be read. */
  protected readonly answer = computed(() => {
    const prediction = this.stored.hasValue() ? this.stored.value().prediction : null;
    if (!prediction) return null;
    const names = prediction.answer.terms.map((term) => this.language.pick(term.name));
    const { key, values } = answerInShort(prediction.answer.kind, names, this.language.current());
    const probability = answerProbability(prediction);
    return {
      headline: this.transloco.translate(`result.${key}`, values),
      percent: probability === null ? '' : this.language.chance(probability),
    };
  });
  protected readonly problem = computed(() => {
    const problem = this.item().problem();
    const failure = this.job()?.error;
    if (!problem) return failure ? this.problems.failure(failure) : '';
    const said = this.problems.detail(problem.detail);
    if (said) return said;
    if (problem.detail) return this.problems.translate(problem.key, problem.values);
    const { size, limit, ...others } = problem.values;
    const locale = this.language.current();
    return this.transloco.translate(problem.key, {
      ...others,
      size: sizeInWords(Number(size ?? 0), locale),
      limit: sizeInWords(Number(limit ?? 0), locale),
    });
  });
  protected readonly canRetry = computed(() =>
    ['failed', 'cancelled'].includes(this.item().state()),
  );

  ngOnInit(): void {
    this.preview.set(URL.createObjectURL(this.item().file));
  }

  ngOnDestroy(): void {
    const preview = this.preview();
    if (preview) URL.revokeObjectURL(preview);
  }
}
