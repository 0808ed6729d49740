/** The model manager's room: who serves each vocabulary, how to train another, and who served when. */
import { Component, computed, inject, input } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

import { ModelVersion, Promotion, TrainingRun } from '../api/models';
import { wholeList } from '../api/whole-list';
import { Language } from '../i18n/language';
import { Empty, ErrorState, Loading } from '../ui/states';
import { termNames } from '../vocabulary/term-names';
import { Vocabularies } from '../vocabulary/vocabularies';
import { Promoter } from './comparison/promoter';
import { RunList } from './runs/run-list';
import { StartRun } from './runs/start-run';
import { BrokenChampion } from './versions/broken-champion';
import { ChampionCard } from './versions/champion-card';
import { PromotionHistory } from './versions/promotion-history';
import { VersionList } from './versions/version-list';

@Component({
  selector: 'ragam-models-page',
  imports: [
    BrokenChampion,
    ChampionCard,
    Empty,
    ErrorState,
    Loading,
    PromotionHistory,
    RouterLink,
    RunList,
    StartRun,
    TranslocoPipe,
    VersionList,
  ],
  templateUrl: './models-page.html',
  styleUrl: './models-page.css',
})
export default class ModelsPage {
  /** Slug of the vocabulary in view, from the address; the default one when absent. */
  readonly vocabulary = input<string>();

  private readonly router = inject(Router);
  protected readonly promoter = inject(Promoter);
  protected readonly vocabularies = inject(Vocabularies);
  protected readonly language = inject(Language);

  protected readonly current = computed(
    () => this.vocabularies.find(this.vocabulary()) ?? this.vocabularies.main() ?? null,
  );
  private readonly slug = computed(() => this.current()?.slug ?? null);

  private readonly terms = termNames(() => this.slug());

  protected readonly versions = wholeList<ModelVersion>(() => this.listOf('model-versions'));
  protected readonly runs = wholeList<TrainingRun>(() => this.listOf('training-runs'));
  protected readonly promotions = wholeList<Promotion>(() => this.listOf('promotions'));

  protected readonly knownVersions = computed(() =>
    this.versions.hasValue() ? this.versions.value() : [],
  );
  protected readonly champion = computed(
    () => this.knownVersions().find((version) => version.is_champion) ?? null,
  );
  protected readonly latestPromotion = computed(() => {
    if (!this.promotions.hasValue()) return null;
    const champion = this.champion();
    const known = this.promotions.value();
    return known.find((promotion) => promotion.model_version === champion?.id) ?? null;
  });

  constructor() {
    this.vocabularies.refresh();
  }

  protected openRun(id: string): void {
    void this.router.navigate(['/models/runs', id]);
  }

  protected async promote(version: ModelVersion): Promise<void> {
    const vocabulary = this.language.pick(this.current()?.name);
    const current = this.champion();
    const succession = { version, current, vocabulary, nameOf: this.terms.nameOf };
    if (await this.promoter.promote(succession)) this.reload();
  }

  /** Also when it failed: the version that was offered may be broken too, and another is offered now. */
  protected async rollBack(version: ModelVersion): Promise<void> {
    await this.promoter.rollBack(version);
    this.reload();
  }

  private reload(): void {
    this.versions.reload();
    this.promotions.reload();
    this.vocabularies.refresh();
  }

  /** A new version may have come out of it. */
  protected followRun(): void {
    this.runs.reload();
    this.versions.reload();
  }

  private listOf(what: string): string | undefined {
    const slug = this.slug();
    return slug ? `/api/${what}/?vocabulary=${slug}` : undefined;
  }
}
