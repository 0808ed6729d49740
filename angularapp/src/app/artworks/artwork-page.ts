/** One artwork: the cloth large, and beside it what it is, who says so, and where it comes from. */
import { httpResource, HttpClient } from '@angular/common/http';
import { Component, computed, effect, inject, input, linkedSignal, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { firstValueFrom } from 'rxjs';

import { Artwork, ArtworkStatus, Term } from '../api/models';
import { JustifiedGrid } from '../cloths/justified-grid';
import { markOf } from '../cloths/label-mark';
import { Language, LocalizedPipe } from '../i18n/language';
import { PageTitle } from '../i18n/page-title';
import { UploadQueue } from '../sending/upload-queue';
import { BackLink } from '../navigation/back-link';
import { Icon } from '../ui/icon';
import { InView } from '../ui/in-view';
import { MoreText } from '../ui/more-text';
import { ErrorState, Loading } from '../ui/states';
import { StatusMark } from '../ui/status-mark';
import { Toasts } from '../ui/toasts';
import { AnswerCard } from './answer-card';
import { answersOf, termOf } from './answers';
import { ZoomImage } from './zoom-image';

const DETAILS = [
  'accession_number',
  'maker',
  'date',
  'technique',
  'material',
  'dimensions',
  'place',
  'rights',
] as const;

@Component({
  selector: 'ragam-artwork-page',
  imports: [
    BackLink,
    AnswerCard,
    ErrorState,
    Icon,
    InView,
    JustifiedGrid,
    Loading,
    LocalizedPipe,
    MoreText,
    RouterLink,
    StatusMark,
    TranslocoPipe,
    ZoomImage,
  ],
  templateUrl: './artwork-page.html',
  styleUrl: './artwork-page.css',
})
export default class ArtworkPage {
  /** From the address. */
  readonly id = input.required<string>();

  private readonly http = inject(HttpClient);
  private readonly router = inject(Router);
  private readonly queue = inject(UploadQueue);
  private readonly toasts = inject(Toasts);
  protected readonly language = inject(Language);

  protected readonly artwork = httpResource<Artwork>(() => `/api/artworks/${this.id()}/`);
  private readonly value = computed(() => (this.artwork.hasValue() ? this.artwork.value() : null));

  protected readonly answers = computed(() => {
    const artwork = this.value();
    return artwork ? answersOf(artwork) : [];
  });
  private readonly mainTerm = computed(() => {
    const answer = this.answers().find((one) => termOf(one));
    const term = termOf(answer);
    return answer && term ? { vocabulary: answer.vocabulary, slug: term.slug } : null;
  });
  protected readonly term = httpResource<Term>(() => {
    const term = this.mainTerm();
    return term ? `/api/vocabularies/${term.vocabulary}/terms/${term.slug}/` : undefined;
  });
  protected readonly meaning = computed(() =>
    this.term.hasValue() ? this.term.value().meaning : null,
  );

  /** Which of the pictures is shown large. */
  protected readonly shown = linkedSignal<string, number>({
    source: this.id,
    computation: () => 0,
  });
  protected readonly picture = computed(() => {
    const artwork = this.value();
    return artwork?.images[this.shown()] ?? artwork?.image ?? null;
  });
  protected readonly details = computed(() => {
    const artwork = this.value();
    return artwork
      ? DETAILS.flatMap((name) => (artwork[name] ? [{ name, value: artwork[name] }] : []))
      : [];
  });
  protected readonly history = computed(
    () => this.value()?.label_history.map((entry) => ({ entry, mark: markOf(entry) })) ?? [],
  );

  /** The bar at the bottom of a phone names the cloth only while the heading is out of sight. */
  protected readonly isAnswerInView = signal(false);
  protected readonly isAsking = signal(false);
  protected readonly isSaving = signal(false);

  constructor() {
    const pageTitle = inject(PageTitle);
    effect(() =>
      pageTitle.name(this.language.pick({ id: this.value()?.title, en: this.value()?.title_en })),
    );
  }

  /** Send this picture to the model; the answer of staff is kept with the artwork. */
  protected async askModel(artwork: Artwork): Promise<void> {
    const picture = this.picture();
    if (!picture || this.isAsking()) return;
    this.isAsking.set(true);
    try {
      // The original's bytes are known to the catalogue, so asking adds no second picture to it.
      const original = `api/images/${picture.id}/original`;
      const answer = await fetch(artwork.can_edit ? original : picture.view_url);
      if (!answer.ok) throw new Error(`the picture answered ${answer.status}`);
      const blob = await answer.blob();
      // A download has no telling type; without one the server looks inside.
      const type = blob.type.startsWith('image/') ? blob.type : '';
      const file = new File([blob], artwork.title || 'artwork', { type });
      const metadata = artwork.can_edit ? { artwork: artwork.id } : {};
      const vocabulary = this.mainTerm()?.vocabulary;
      const [item] = this.queue.add([file], { metadata, ...(vocabulary ? { vocabulary } : {}) });
      const accepted = item ? await this.queue.whenSettled(item) : null;
      await this.router.navigate(accepted ? ['/results', accepted.id] : ['/upload']);
    } catch (error) {
      this.toasts.showProblem(error);
    } finally {
      this.isAsking.set(false);
    }
  }

  protected async publish(artwork: Artwork, status: ArtworkStatus): Promise<void> {
    if (this.isSaving()) return;
    this.isSaving.set(true);
    try {
      await this.setStatus(artwork.id, status);
      const before = artwork.status;
      this.toasts.show(status === 'published' ? 'artwork.published' : 'artwork.withdrawn', {
        undo: () => this.setStatus(artwork.id, before),
      });
    } catch (error) {
      this.toasts.showProblem(error);
    } finally {
      this.isSaving.set(false);
    }
  }

  private async setStatus(id: string, status: ArtworkStatus): Promise<void> {
    await firstValueFrom(this.http.patch(`/api/artworks/${id}/`, { status }));
    this.artwork.reload();
  }
}
