/** One training run: live while it works, then candidate beside champion on the same locked pictures. */
import { httpResource } from '@angular/common/http';
import { Component, computed, effect, inject, input, signal, untracked } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

import { ModelWords } from '../../answers/model-words';
import { Job, ModelVersion, TrainingRun } from '../../api/models';
import { Language } from '../../i18n/language';
import { ProblemWords } from '../../i18n/problem-words';
import { JobProgress } from '../../jobs/job-progress';
import { isFinal } from '../../jobs/job-watcher';
import { watchedJob } from '../../jobs/watched-job';
import { BackLink } from '../../navigation/back-link';
import { Session } from '../../session/session';
import { ExpertDetails } from '../../ui/expert-details';
import { Icon } from '../../ui/icon';
import { Empty, ErrorState, Loading } from '../../ui/states';
import { termNames } from '../../vocabulary/term-names';
import { Vocabularies } from '../../vocabulary/vocabularies';
import { ComparisonTable } from '../comparison/comparison-table';
import { EvaluationView } from '../comparison/evaluation-view';
import { Promoter } from '../comparison/promoter';
import { versionById } from '../comparison/version-by-id';
import { VersusView } from '../comparison/versus-view';
import { EpochTable } from './epoch-table';
import { RecipeWords } from './recipe-words';

@Component({
  selector: 'ragam-run-page',
  imports: [
    BackLink,
    ComparisonTable,
    Empty,
    EpochTable,
    ErrorState,
    EvaluationView,
    ExpertDetails,
    Icon,
    JobProgress,
    Loading,
    RouterLink,
    TranslocoPipe,
    VersusView,
  ],
  templateUrl: './run-page.html',
  styleUrl: './run-page.css',
})
export default class RunPage {
  /** Id of the run, from the address. */
  readonly id = input.required<string>();

  private readonly promoter = inject(Promoter);
  private readonly vocabularies = inject(Vocabularies);
  protected readonly session = inject(Session);
  protected readonly language = inject(Language);
  protected readonly problems = inject(ProblemWords);
  protected readonly words = inject(ModelWords);
  private readonly recipeWords = inject(RecipeWords);

  protected readonly loaded = httpResource<TrainingRun>(() => `/api/training-runs/${this.id()}/`);
  protected readonly run = computed(() => (this.loaded.hasValue() ? this.loaded.value() : null));
  protected readonly watched = watchedJob(() => {
    const run = this.run();
    return run && !isFinal(run.status) ? run.job : null;
  });
  /** The job as last heard of, or as the run describes it. */
  protected readonly job = computed<Job | null>(() => {
    const run = this.run();
    return this.watched()?.job() ?? (run && jobOf(run));
  });

  private readonly slug = computed(() => this.run()?.vocabulary ?? null);
  private readonly terms = termNames(() => this.slug());
  protected readonly nameOf = this.terms.nameOf;
  protected readonly termOf = this.terms.termOf;
  private readonly vocabulary = computed(() => this.vocabularies.find(this.slug()));
  protected readonly vocabularyName = computed(
    () => this.language.pick(this.vocabulary()?.name) || (this.slug() ?? ''),
  );
  private readonly made = versionById(() => this.run()?.model_version);
  protected readonly candidate = this.made.value;
  protected readonly champion = versionById(() => this.vocabulary()?.champion).value;
  /** The version that the candidate was measured against, which may have gone out of service since. */
  protected readonly rival = versionById(() => this.run()?.figures?.champion_version).value;

  /** Whose mistakes are shown. */
  protected readonly shown = signal<'candidate' | 'champion'>('candidate');
  protected readonly report = computed(() => {
    const figures = this.run()?.figures;
    return (this.shown() === 'champion' ? figures?.champion : figures?.test) ?? null;
  });
  protected readonly options = computed(() =>
    Object.entries(this.run()?.options ?? {}).map(([name, value]) => ({
      name: this.recipeWords.optionLabel({ name }),
      value: this.recipeWords.optionText(value),
    })),
  );
  /** "Poleng (n = 2), Tumpal (n = 3)"; empty when every term had enough. */
  protected readonly leftOut = computed(() =>
    (this.run()?.snapshot?.left_out ?? [])
      .map((left) => `${this.nameOf(String(left['code']))} (n = ${String(left['n'])})`)
      .join(', '),
  );
  protected readonly standsOn = computed(() => {
    const told = this.run()?.detail?.['standing_on'] as ModelVersion['backbone'] | undefined;
    return told ? this.words.backbone(told) : '';
  });

  constructor() {
    this.vocabularies.refresh();
    let seen = '';
    effect(() => {
      const job = this.watched()?.job();
      if (!job) return;
      const state = `${job.id} ${job.status} ${job.phase} ${job.progress}`;
      // The epochs are told by the run, not by its job.
      if (seen && seen !== state) untracked(() => this.readAgain(job));
      seen = state;
    });
  }

  protected async promote(version: ModelVersion): Promise<void> {
    const vocabulary = this.vocabularyName();
    const current = this.champion();
    const succession = { version, current, vocabulary, nameOf: this.nameOf };
    const isDone = await this.promoter.promote(succession);
    if (!isDone) return;
    this.made.reload();
    this.vocabularies.refresh();
  }

  private readAgain(job: Job): void {
    this.loaded.reload();
    if (isFinal(job.status)) this.vocabularies.refresh();
  }
}

/** A finished run needs no further question about its job. */
function jobOf(run: TrainingRun): Job {
  return {
    id: run.job,
    kind: 'train',
    status: run.status,
    phase: run.phase,
    progress: run.progress,
    detail: run.detail,
    result: null,
    error: run.error,
    created_at: run.created_at,
    started_at: null,
    finished_at: null,
    cancel_requested: false,
    attempts: 1,
  };
}
