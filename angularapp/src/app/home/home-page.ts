/** The front page: ask about a cloth, meet the motifs, see what came in last. */
import { httpResource } from '@angular/common/http';
import { Component, computed, inject, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

import { ArtworkCard, ImageRef, Limits, Page, Samples, Term, TermCard } from '../api/models';
import { wholeList } from '../api/whole-list';
import { JustifiedGrid } from '../cloths/justified-grid';
import { Language, LocalizedPipe } from '../i18n/language';
import { DropTarget } from '../sending/drop-target';
import { UploadQueue } from '../sending/upload-queue';
import { Session } from '../session/session';
import { Empty, ErrorState, Loading } from '../ui/states';
import { Toasts } from '../ui/toasts';
import { Vocabularies } from '../vocabulary/vocabularies';
import { FirstStart } from './first-start';
import { firstSentences, ofTheDay, spread } from './highlights';

const SAMPLES = 6;
const MOTIFS = 14;
const DEFAULT_RETENTION_HOURS = 24;
const STORY_SENTENCES = 3;

@Component({
  selector: 'ragam-home-page',
  imports: [
    DropTarget,
    Empty,
    ErrorState,
    FirstStart,
    JustifiedGrid,
    Loading,
    LocalizedPipe,
    RouterLink,
    TranslocoPipe,
  ],
  templateUrl: './home-page.html',
  styleUrl: './home-page.css',
})
export default class HomePage {
  private readonly router = inject(Router);
  private readonly queue = inject(UploadQueue);
  private readonly toasts = inject(Toasts);
  protected readonly language = inject(Language);
  protected readonly vocabularies = inject(Vocabularies);

  private readonly session = inject(Session);
  private readonly limits = httpResource<Limits>(() => '/api/limits/');

  /** What staff send becomes part of the catalogue, so samples are for visitors only. */
  protected readonly isStaff = computed(() => this.session.can('edit_catalogue'));
  protected readonly promise = computed(() => ({
    key: this.isStaff() ? 'home.drop.draft' : 'home.drop.promise',
    hours: this.limits.hasValue()
      ? this.limits.value().visitor_retention_hours
      : DEFAULT_RETENTION_HOURS,
  }));

  protected readonly terms = wholeList<TermCard>(() => {
    const slug = this.vocabularies.main()?.slug;
    return slug ? `/api/vocabularies/${slug}/terms/?hide_specimens=true` : undefined;
  });
  /** Cloths that the model has not learned from; none where nothing answers yet. */
  protected readonly samples = httpResource<Samples>(() => {
    const slug = this.vocabularies.main()?.slug;
    return slug && !this.isStaff() ? `/api/vocabularies/${slug}/samples/` : undefined;
  });
  protected readonly sampleImages = computed(() =>
    this.samples.hasValue() ? this.samples.value().results : [],
  );
  /** Their room is kept while they are on their way, so that nothing below moves when they come. */
  protected readonly places = Array.from({ length: SAMPLES }, (_, place) => place);
  protected readonly isComing = computed(
    () => this.vocabularies.list.status() === 'loading' || this.terms.status() === 'loading',
  );
  protected readonly areSamplesComing = computed(
    () =>
      !this.isStaff() &&
      (this.vocabularies.list.status() === 'loading' || this.samples.status() === 'loading'),
  );
  protected readonly recent = httpResource<Page<ArtworkCard>>(
    () => '/api/artworks/?hide_specimens=true&ordering=-created_at&page_size=10',
  );

  private readonly allTerms = computed(() => (this.terms.hasValue() ? this.terms.value() : []));
  private readonly pictured = computed(() => this.allTerms().filter((term) => term.cover));
  protected readonly motifs = computed(() => spread(this.allTerms(), MOTIFS));
  protected readonly hero = computed(() => ofTheDay(this.pictured()));
  private readonly storyTerm = httpResource<Term>(() => {
    const told = this.allTerms().filter(({ meaning }) => meaning.id || meaning.en);
    const slug = ofTheDay(told, 5)?.slug;
    return slug ? `/api/vocabularies/${this.vocabularies.main()?.slug}/terms/${slug}/` : undefined;
  });
  protected readonly story = computed(() => {
    const term = this.storyTerm.hasValue() ? this.storyTerm.value() : null;
    if (!term) return null;
    const texts = [term.meaning, term.period, term.use]
      .filter((text) => this.language.pick(text))
      .map((text) => ({
        lang: this.language.languageOf(text),
        words: firstSentences(this.language.pick(text), STORY_SENTENCES),
      }));
    return { term, texts };
  });
  protected readonly recentWorks = computed(() =>
    this.recent.hasValue() ? this.recent.value().results : [],
  );

  /** What is being sent from this page: the id of a sample, or 'own'. */
  protected readonly sending = signal<string | null>(null);

  /** One picture leads to its answer; many lead to the list that shows how each fares. */
  protected async identify(files: File[], source = 'own'): Promise<void> {
    const items = this.queue.add(files);
    const only = items.length === 1 ? items[0] : undefined;
    if (!only) {
      await this.router.navigateByUrl('/upload');
      return;
    }
    this.sending.set(source);
    const accepted = await this.queue.whenSettled(only);
    this.sending.set(null);
    await this.router.navigate(accepted ? ['/results', accepted.id] : ['/upload']);
  }

  protected async trySample(image: ImageRef, number: number): Promise<void> {
    if (this.sending()) return;
    this.sending.set(image.id);
    try {
      const answer = await fetch(image.view_url);
      if (!answer.ok) throw new Error(`the sample answered ${answer.status}`);
      const picture = await answer.blob();
      // A neutral name: the motif's own would stand beside the model's answer.
      const file = new File([picture], `sample-${number}.webp`, { type: picture.type });
      await this.identify([file], image.id);
    } catch (error) {
      this.sending.set(null);
      this.toasts.showProblem(error);
    }
  }
}
