/** Sending pictures: one for a visitor, straight to its answer; many for staff, with shared details. */
import { httpResource } from '@angular/common/http';
import { Component, computed, inject, input, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';

import { Limits } from '../api/models';
import { Language } from '../i18n/language';
import { DropTarget } from '../sending/drop-target';
import { sizeInWords } from '../sending/file-limits';
import { UploadItem, UploadOptions } from '../sending/upload-item';
import { UploadQueue } from '../sending/upload-queue';
import { Session } from '../session/session';
import { Icon } from '../ui/icon';
import { ErrorState, Loading } from '../ui/states';
import { Toasts } from '../ui/toasts';
import { Vocabularies } from '../vocabulary/vocabularies';
import { SHARED_FIELDS, SharedDetails } from './shared-details';
import { UploadRow } from './upload-row';

/** Keep the room of the sentences until the server has told its own limits; they are not shown. */
const USUAL_LIMITS = { size: '50 MB', megapixels: '100', hours: '24' };

@Component({
  selector: 'ragam-upload-page',
  imports: [DropTarget, ErrorState, Icon, Loading, RouterLink, TranslocoPipe, UploadRow],
  templateUrl: './upload-page.html',
  styleUrl: './upload-page.css',
})
export default class UploadPage {
  /** Slug from the address, so that a page about one vocabulary can link here. */
  readonly vocabulary = input<string>();
  /** Artwork that the pictures are added to, from the address. */
  readonly artwork = input<string>();

  private readonly router = inject(Router);
  private readonly transloco = inject(TranslocoService);
  private readonly toasts = inject(Toasts);
  protected readonly vocabularies = inject(Vocabularies);
  protected readonly session = inject(Session);
  protected readonly queue = inject(UploadQueue);
  protected readonly details = inject(SharedDetails);
  protected readonly language = inject(Language);
  protected readonly fields = SHARED_FIELDS;

  protected readonly USUAL_LIMITS = USUAL_LIMITS;
  protected readonly isListed = computed(() => this.queue.items().length > 0);

  protected readonly limits = httpResource<Limits>(() => '/api/limits/');
  protected readonly isStaff = computed(() => this.session.can('edit_catalogue'));
  /** The upload that a visitor is waiting for. */
  protected readonly waitingFor = signal<UploadItem | null>(null);

  protected readonly choices = this.vocabularies.all;
  protected readonly chosen = computed(() => {
    const wanted = this.vocabulary() ?? this.details.value().vocabulary;
    return this.vocabularies.find(wanted) ?? this.vocabularies.main() ?? null;
  });
  protected readonly limitValues = computed(() => {
    if (!this.limits.hasValue()) return null;
    const { max_bytes, max_pixels, visitor_retention_hours } = this.limits.value();
    return {
      size: sizeInWords(max_bytes, this.language.current()),
      megapixels: this.language.number(Math.floor(max_pixels / 1e6)),
      hours: this.language.number(visitor_retention_hours),
    };
  });
  /** "Of 40 files, 12 accepted, 10 answered and 1 failed." */
  protected readonly summary = computed(() => {
    const counts = this.queue.summary();
    const parts = (['moving', 'accepted', 'answered', 'failed', 'refused', 'cancelled'] as const)
      .filter((part) => counts[part] > 0)
      .map((part) =>
        this.transloco.translate(`upload.summary.${part}`, {
          count: this.language.number(counts[part]),
        }),
      );
    const list = new Intl.ListFormat(this.language.current()).format(parts);
    const total = this.language.number(counts.total);
    return this.transloco.translate('upload.summary.sentence', { total, list });
  });

  constructor() {
    this.vocabularies.refresh();
  }

  protected chooseVocabulary(slug: string): void {
    this.details.setVocabulary(slug);
    if (!this.vocabulary()) return;
    void this.router.navigate([], { queryParams: { vocabulary: slug }, replaceUrl: true });
  }

  protected async take(files: File[]): Promise<void> {
    if (this.isStaff()) {
      this.queue.add(files, this.options());
      return;
    }
    if (files.length > 1) this.toasts.show('upload.onlyOne', { tone: 'error' });
    const [item] = this.queue.add(files.slice(0, 1), this.options());
    if (!item) return;
    this.waitingFor.set(item);
    const accepted = await this.queue.whenSettled(item);
    if (!accepted || this.waitingFor() !== item) return;
    this.queue.remove(item);
    await this.router.navigate(['/results', accepted.id]);
  }

  private options(): UploadOptions {
    const vocabulary = this.chosen()?.slug;
    if (!this.isStaff()) return { vocabulary };
    const artwork = this.artwork();
    const metadata = { ...this.details.value().metadata, ...(artwork ? { artwork } : {}) };
    return { vocabulary, metadata };
  }
}
