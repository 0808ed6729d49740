/** Edits one record of the server in a form: fills it, keeps a draft of it, saves it, and says what is wrong. */
import { httpResource, HttpClient } from '@angular/common/http';
import { computed, DestroyRef, effect, inject, signal, untracked } from '@angular/core';
import { FormGroup } from '@angular/forms';
import { Router } from '@angular/router';
import { firstValueFrom } from 'rxjs';

import { Problem, problemOf } from '../api/problem';
import { focusFirstError } from '../ui/focus-first-error';
import { Toasts } from '../ui/toasts';
import { FormDraft } from './form-draft';
import { LeaveQuestion } from './unsaved-changes';

/** What differs from one kind of record to the next. */
export interface RecordEditing<T> {
  readonly form: FormGroup;
  /** Where the server reads and writes the record. */
  readonly url: () => string;
  /** Where people see the record, as the router's commands; saving leads there. */
  readonly page: () => readonly string[];
  /** Name of the record's draft, its own among all records. */
  readonly draftKey: (record: T) => string;
  /** Puts the record into the form. */
  readonly fill: (record: T) => void;
  /** What the form now says of the record, as the server takes it. */
  readonly changes: () => object;
  /** Makes room in the form for a draft, such as rows of a list. */
  readonly fitDraft?: (draft: Record<string, unknown>) => void;
}

/** Made in an injection context, which it lives as long as. */
export class RecordEditor<T> {
  private readonly http = inject(HttpClient);
  private readonly router = inject(Router);
  private readonly toasts = inject(Toasts);
  private readonly leaveQuestion = inject(LeaveQuestion);
  private readonly destroyRef = inject(DestroyRef);
  private draft: FormDraft | null = null;

  readonly loaded = httpResource<T>(() => this.editing.url());
  readonly record = computed(() => (this.loaded.hasValue() ? this.loaded.value() : null));
  readonly isSaving = signal(false);
  /** Whether the form holds a draft of an earlier visit. */
  readonly isRestored = signal(false);
  readonly problem = signal<Problem | null>(null);
  /** Messages by field. */
  readonly errors = computed(() => this.problem()?.errors ?? {});

  constructor(readonly editing: RecordEditing<T>) {
    effect(() => {
      const record = this.record();
      if (record && !this.draft) untracked(() => this.open(record));
    });
  }

  /** Whether leaving is fine; asks the person where something would be lost. */
  mayLeave(): boolean | Promise<boolean> {
    return this.editing.form.dirty ? this.leaveQuestion.ask() : true;
  }

  /** Let the browser ask before the tab is closed. */
  warn(event: BeforeUnloadEvent): void {
    if (this.editing.form.dirty) event.preventDefault();
  }

  /** Back to the record as the server has it. */
  discardDraft(): void {
    const record = this.record();
    this.draft?.clear();
    if (record) this.editing.fill(record);
    this.isRestored.set(false);
  }

  /** Save what the form says, and what is given besides; then go where the record is seen. */
  async save(besides: object = {}, said = 'edit.saved'): Promise<void> {
    if (this.isSaving()) return;
    this.isSaving.set(true);
    this.problem.set(null);
    try {
      const changes = { ...this.editing.changes(), ...besides };
      await firstValueFrom(this.http.patch(this.editing.url(), changes));
      this.draft?.clear();
      this.editing.form.markAsPristine();
      this.toasts.show(said);
      await this.router.navigate([...this.editing.page()]);
    } catch (error) {
      this.problem.set(problemOf(error));
      focusFirstError();
    } finally {
      this.isSaving.set(false);
    }
  }

  private open(record: T): void {
    this.editing.fill(record);
    this.draft = new FormDraft(this.editing.form, this.editing.draftKey(record));
    this.isRestored.set(this.draft.restore(this.editing.fitDraft));
    this.draft.keep(this.destroyRef);
  }
}
