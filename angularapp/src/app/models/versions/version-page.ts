/** One model version: what it stands on, how good it is and on what, where it is weak, and its cards. */
import { httpResource } from '@angular/common/http';
import { Component, computed, inject, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

import { countedOf } from '../../answers/known-weak-words';
import { ModelWords } from '../../answers/model-words';
import { ModelVersion } from '../../api/models';
import { Figure } from '../../figures/figure';
import { MacroFigures } from '../../figures/macro-figures';
import { Language } from '../../i18n/language';
import { BackLink } from '../../navigation/back-link';
import { Session } from '../../session/session';
import { ExpertDetails } from '../../ui/expert-details';
import { Icon } from '../../ui/icon';
import { Empty, ErrorState, Loading } from '../../ui/states';
import { StatusMark } from '../../ui/status-mark';
import { termNames } from '../../vocabulary/term-names';
import { Vocabularies } from '../../vocabulary/vocabularies';
import { EvaluationView } from '../comparison/evaluation-view';
import { Promoter, isRollBack } from '../comparison/promoter';
import { TrustPlots } from '../comparison/trust-plots';
import { UnseenTable } from '../comparison/unseen-table';
import { versionById } from '../comparison/version-by-id';
import { VersusView } from '../comparison/versus-view';
import { LearnedFrom } from './learned-from';

@Component({
  selector: 'ragam-version-page',
  imports: [
    BackLink,
    Empty,
    ErrorState,
    EvaluationView,
    ExpertDetails,
    Figure,
    Icon,
    LearnedFrom,
    Loading,
    MacroFigures,
    StatusMark,
    TranslocoPipe,
    TrustPlots,
    UnseenTable,
    VersusView,
  ],
  templateUrl: './version-page.html',
  styleUrl: './version-page.css',
})
export default class VersionPage {
  /** Id of the version, from the address. */
  readonly id = input.required<string>();

  private readonly promoter = inject(Promoter);
  private readonly vocabularies = inject(Vocabularies);
  protected readonly session = inject(Session);
  protected readonly language = inject(Language);
  protected readonly words = inject(ModelWords);

  protected readonly loaded = httpResource<ModelVersion>(() => `/api/model-versions/${this.id()}/`);
  protected readonly version = computed(() =>
    this.loaded.hasValue() ? this.loaded.value() : null,
  );
  protected readonly slug = computed(() => this.version()?.vocabulary ?? null);
  private readonly terms = termNames(() => this.slug());
  protected readonly nameOf = this.terms.nameOf;
  protected readonly termOf = this.terms.termOf;
  private readonly vocabulary = computed(() => this.vocabularies.find(this.slug()));
  protected readonly vocabularyName = computed(
    () => this.language.pick(this.vocabulary()?.name) || (this.slug() ?? ''),
  );
  protected readonly champion = versionById(() => this.vocabulary()?.champion).value;
  protected readonly test = computed(() => this.version()?.figures?.test ?? null);
  protected readonly heldOut = computed(() => this.version()?.figures?.held_out ?? null);
  protected readonly report = computed(() => this.test() ?? this.heldOut());
  protected readonly summary = computed(() =>
    (['accuracy', 'top3'] as const).flatMap((key) => {
      const estimate = this.report()?.[key];
      return estimate ? [{ key, estimate }] : [];
    }),
  );
  protected readonly verb = computed(() => {
    const version = this.version();
    return version && isRollBack({ version, current: this.champion() }) ? 'rollBack' : 'promote';
  });
  protected readonly weak = computed(() =>
    (this.version()?.figures?.known_weak ?? []).map((weak) => ({
      name: this.nameOf(weak.label),
      recognised: countedOf(weak.recall, this.language.current()),
      taken: weak.confused_with.map((other) => ({
        ...countedOf(other, this.language.current()),
        name: this.nameOf(weak.label),
        other: this.nameOf(other.label),
      })),
    })),
  );

  constructor() {
    this.vocabularies.refresh();
  }

  protected async promote(version: ModelVersion): Promise<void> {
    const isDone = await this.promoter.promote({
      version,
      current: this.champion(),
      vocabulary: this.vocabularyName(),
      nameOf: this.nameOf,
    });
    if (!isDone) return;
    this.loaded.reload();
    this.vocabularies.refresh();
  }
}
