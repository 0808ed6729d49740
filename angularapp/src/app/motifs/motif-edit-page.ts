/** The record of a motif as a form in both languages; nothing typed is lost. */
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
import { FormArray, ReactiveFormsModule } from '@angular/forms';
import { Router, RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { firstValueFrom } from 'rxjs';

import { Term } from '../api/models';
import { Problem, problemOf } from '../api/problem';
import { LocalizedPipe } from '../i18n/language';
import { focusFirstError } from '../ui/focus-first-error';
import { FormDraft } from '../ui/form-draft';
import { FormField } from '../ui/form-field';
import { Icon } from '../ui/icon';
import { ErrorState, Loading } from '../ui/states';
import { Toasts } from '../ui/toasts';
import { LeaveQuestion, MayHoldChanges } from '../ui/unsaved-changes';
import {
  fillTermForm,
  fitSources,
  SourceForm,
  sourceForm,
  termChangeOf,
  termForm,
} from './term-form';

@Component({
  selector: 'ragam-motif-edit-page',
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
  templateUrl: './motif-edit-page.html',
  styleUrl: '../ui/edit-page.css',
})
export default class MotifEditPage implements MayHoldChanges {
  // Both from the address.
  readonly vocabulary = input.required<string>();
  readonly term = input.required<string>();

  private readonly http = inject(HttpClient);
  private readonly router = inject(Router);
  private readonly toasts = inject(Toasts);
  private readonly leaveQuestion = inject(LeaveQuestion);
  private readonly destroyRef = inject(DestroyRef);

  private readonly url = computed(
    () => `/api/vocabularies/${this.vocabulary()}/terms/${this.term()}/`,
  );
  protected readonly motif = httpResource<Term>(() => this.url());
  protected readonly form = termForm();
  protected readonly texts = ['meaning', 'use'] as const;
  protected readonly lists = ['elements', 'colours'] as const;
  protected readonly originParts = ['place', 'province', 'latitude', 'longitude'] as const;

  protected readonly isSaving = signal(false);
  protected readonly isRestored = signal(false);
  protected readonly problem = signal<Problem | null>(null);
  protected readonly errors = computed(() => this.problem()?.errors ?? {});
  private draft: FormDraft | null = null;

  constructor() {
    effect(() => {
      const motif = this.motif.hasValue() ? this.motif.value() : null;
      if (motif && !this.draft) untracked(() => this.open(motif));
    });
  }

  mayLeave(): boolean | Promise<boolean> {
    return this.form.dirty ? this.leaveQuestion.ask() : true;
  }

  protected warn(event: BeforeUnloadEvent): void {
    if (this.form.dirty) event.preventDefault();
  }

  protected get sources(): FormArray<SourceForm> {
    return this.form.controls.sources;
  }

  protected addSource(): void {
    this.sources.push(sourceForm());
    this.form.markAsDirty();
  }

  protected removeSource(index: number): void {
    this.sources.removeAt(index);
    this.form.markAsDirty();
  }

  protected discardDraft(): void {
    const motif = this.motif.value();
    this.draft?.clear();
    if (motif) fillTermForm(this.form, motif);
    this.isRestored.set(false);
  }

  protected async save(): Promise<void> {
    if (this.isSaving()) return;
    this.isSaving.set(true);
    this.problem.set(null);
    try {
      await firstValueFrom(this.http.patch(this.url(), termChangeOf(this.form)));
      this.draft?.clear();
      this.form.markAsPristine();
      this.toasts.show('edit.saved');
      await this.router.navigate(['/motifs', this.vocabulary(), this.term()]);
    } catch (error) {
      this.problem.set(problemOf(error));
      focusFirstError();
    } finally {
      this.isSaving.set(false);
    }
  }

  private open(motif: Term): void {
    fillTermForm(this.form, motif);
    this.draft = new FormDraft(this.form, `ragam.draft.term.${motif.vocabulary}.${motif.slug}`);
    this.isRestored.set(this.draft.restore((value) => fitSources(this.form, value)));
    this.draft.keep(this.destroyRef);
  }
}
