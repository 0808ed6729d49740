/** One motif: how it looks, what it means, where it comes from, and what it is mistaken for. */
import { httpResource } from '@angular/common/http';
import { Component, computed, effect, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

import { ArtworkPage, Aspect, Term } from '../api/models';
import { JustifiedGrid } from '../cloths/justified-grid';
import { Language, LocalizedPipe } from '../i18n/language';
import { PageTitle } from '../i18n/page-title';
import { BackLink } from '../navigation/back-link';
import { Session } from '../session/session';
import { Icon } from '../ui/icon';
import { Empty, ErrorState, Loading } from '../ui/states';
import { SOURCE_ID, Statements } from '../vocabulary/statements';
import { sourcesOf, Told, toldOf } from '../vocabulary/told';
import { Vocabularies } from '../vocabulary/vocabularies';
import { OriginMap } from './origin-map';

const ARTWORKS = 12;
/** Those that have no place of their own on the page, in the order of reading. */
const ASPECTS: readonly Aspect[] = ['name', 'period', 'use', 'technique', 'reference'];

@Component({
  selector: 'ragam-motif-page',
  imports: [
    BackLink,
    Empty,
    ErrorState,
    Icon,
    JustifiedGrid,
    Loading,
    LocalizedPipe,
    OriginMap,
    RouterLink,
    Statements,
    TranslocoPipe,
  ],
  templateUrl: './motif-page.html',
  styleUrl: './motif-page.css',
})
export default class MotifPage {
  // Both from the address.
  readonly vocabulary = input.required<string>();
  readonly term = input.required<string>();

  protected readonly language = inject(Language);
  protected readonly session = inject(Session);
  private readonly vocabularies = inject(Vocabularies);

  protected readonly motif = httpResource<Term>(
    () => `/api/vocabularies/${this.vocabulary()}/terms/${this.term()}/`,
  );
  protected readonly artworks = httpResource<ArtworkPage>(() => ({
    url: '/api/artworks/',
    params: { vocabulary: this.vocabulary(), term: this.term(), page_size: ARTWORKS },
  }));

  private readonly value = computed(() => (this.motif.hasValue() ? this.motif.value() : null));
  protected readonly noun = computed(() => this.vocabularies.find(this.vocabulary())?.noun ?? null);
  /** The name in the other language, when it differs. */
  protected readonly otherName = computed(() => {
    const name = this.value()?.name;
    const other = this.language.current() === 'id' ? name?.en : name?.id;
    const isSame = other?.toLowerCase() === this.language.pick(name).toLowerCase();
    return other && !isSame ? other : '';
  });
  private readonly statements = computed(() => this.value()?.statements ?? []);
  protected readonly sources = computed(() => sourcesOf(this.statements()));
  protected readonly hasChecked = computed(() => this.statements().some((row) => row.checked));
  protected readonly hasUnchecked = computed(() => this.statements().some((row) => !row.checked));
  protected readonly aspects = ASPECTS;
  protected readonly sourceId = SOURCE_ID;
  protected readonly point = computed(() => {
    const { latitude, longitude } = this.value()?.origin ?? {};
    return typeof latitude === 'number' && typeof longitude === 'number'
      ? { latitude, longitude }
      : null;
  });
  constructor() {
    const pageTitle = inject(PageTitle);
    effect(() => pageTitle.name(this.language.pick(this.value()?.name)));
  }

  /** What is told of an aspect; null where nothing is. */
  protected told(aspect: Aspect): readonly Told[] | null {
    const told = toldOf(this.statements(), this.sources(), aspect);
    return told.length ? told : null;
  }
}
