/** The record of an artwork as a form: nothing typed is lost, errors stand at their fields. */
import { httpResource, HttpClient } from '@angular/common/http';
import {
  Component,
  computed,
  DestroyRef,
  effect,
  inject,
  input,
  signal,
  untracked,
} from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule } from '@angular/forms';
import { Router, RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { firstValueFrom } from 'rxjs';

import { Artwork, ArtworkStatus } from '../api/models';
import { Problem, problemOf } from '../api/problem';
import { LocalizedPipe } from '../i18n/language';
import { focusFirstError } from '../ui/focus-first-error';
import { FormDraft } from '../ui/form-draft';
import { FormField } from '../ui/form-field';
import { Icon } from '../ui/icon';
import { ErrorState, Loading } from '../ui/states';
import { Toasts } from '../ui/toasts';
import { LeaveQuestion, MayHoldChanges } from '../ui/unsaved-changes';

const text = (): FormControl<string> => new FormControl('', { nonNullable: true });

@Component({
  selector: 'ragam-artwork-edit-page',
  imports: [
    ErrorState,
    FormField,
    Icon,
    Loading,
    LocalizedPipe,
    ReactiveFormsModule,
    RouterLink,
    TranslocoPipe,
  ],
  host: { '(window:beforeunload)': 'warn($event)' },
  templateUrl: './artwork-edit-page.html',
  styleUrl: '../ui/edit-page.css',
})
export default class ArtworkEditPage implements MayHoldChanges {
  /** From the address. */
  readonly id = input.required<string>();

  private readonly http = inject(HttpClient);
  private readonly router = inject(Router);
  private readonly toasts = inject(Toasts);
  private readonly leaveQuestion = inject(LeaveQuestion);
  private readonly destroyRef = inject(DestroyRef);

  protected readonly artwork = httpResource<Artwork>(() => `/api/artworks/${this.id()}/`);
  protected readonly form = new FormGroup({
    title: text(),
    title_en: text(),
    accession_number: text(),
    maker: text(),
    date: text(),
    technique: text(),
    material: text(),
    dimensions: text(),
    place: text(),
    rights: text(),
    description: new FormGroup({ id: text(), en: text() }),
  });
  protected readonly details = [
    'accession_number',
    'maker',
    'date',
    'technique',
    'material',
    'dimensions',
    'place',
    'rights',
  ] as const;

  protected readonly isSaving = signal(false);
  protected readonly isRestored = signal(false);
  protected readonly problem = signal<Problem | null>(null);
  protected readonly errors = computed(() => this.problem()?.errors ?? {});
  private draft: FormDraft | null = null;

  constructor() {
    effect(() => {
      const artwork = this.artwork.hasValue() ? this.artwork.value() : null;
      if (artwork && !this.draft) untracked(() => this.open(artwork));
    });
  }

  mayLeave(): boolean | Promise<boolean> {
    return this.form.dirty ? this.leaveQuestion.ask() : true;
  }

  protected warn(event: BeforeUnloadEvent): void {
    if (this.form.dirty) event.preventDefault();
  }

  protected discardDraft(): void {
    this.draft?.clear();
    this.form.reset(this.artwork.value());
    this.isRestored.set(false);
  }

  /** Save the record; a status given with it publishes or withdraws in the same step. */
  protected async save(status?: ArtworkStatus): Promise<void> {
    if (this.isSaving()) return;
    this.isSaving.set(true);
    this.problem.set(null);
    try {
      const changes = { ...this.form.getRawValue(), ...(status ? { status } : {}) };
      await firstValueFrom(this.http.patch(`/api/artworks/${this.id()}/`, changes));
      this.draft?.clear();
      this.form.markAsPristine();
      this.toasts.show(status === 'published' ? 'artwork.published' : 'edit.saved');
      await this.router.navigate(['/artworks', this.id()]);
    } catch (error) {
      this.problem.set(problemOf(error));
      focusFirstError();
    } finally {
      this.isSaving.set(false);
    }
  }

  private open(artwork: Artwork): void {
    this.form.reset(artwork);
    this.draft = new FormDraft(this.form, `ragam.draft.artwork.${artwork.id}`);
    this.isRestored.set(this.draft.restore());
    this.draft.keep(this.destroyRef);
  }
}
