/** Edits one record of the server in a form: fills it, keeps a draft of it, saves it, and says what is wrong. */
import { httpResource, HttpClient } from '@angular/common/http';
import { computed, DestroyRef, effect, inject, signal, untracked } from '@angular/core';
import { FormGroup } from '@angular/forms';
import { Router } from '@angular/router';
import { firstValueFrom } from 'rxjs';

import { ChangedRecord, Problem, problemOf } from '../api/problem';
import { Session } from '../session/session';
import { focusFirstError } from '../ui/focus-first-error';
import { Toasts } from '../ui/toasts';
import { differingFields, Fields, pick } from './differences';
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
  /** What the form now says of the record, as the server takes it: fields named as in the form. */
  readonly changes: () => object;
  /** The translation key of what a field is called. */
  readonly labelKey: (field: string) => string;
  /** A field's value in the words of the page, where its own would not be understood. */
  readonly readable?: (field: string, value: unknown) => unknown;
  /** Makes room in the form for a draft, such as rows of a list. */
  readonly fitDraft?: (draft: Record<string, unknown>) => void;
}

/** A field that somebody else wrote meanwhile, or that differs from what they saved. */
export interface Difference {
  readonly field: string;
  readonly theirs: unknown;
  readonly mine: unknown;
}

/** Made in an injection context, which it lives as long as. */
export class RecordEditor<T> {
  private readonly http = inject(HttpClient);
  private readonly router = inject(Router);
  private readonly toasts = inject(Toasts);
  private readonly leaveQuestion = inject(LeaveQuestion);
  private readonly session = inject(Session);
  private readonly destroyRef = inject(DestroyRef);
  /** Who is editing; what they typed is kept for them alone. */
  private readonly owner = this.session.account();
  private draft: FormDraft | null = null;
  /** The record as the server has it, so far as is known here; its fields in the form, and its ETag. */
  private latest: T | null = null;
  private saved: Fields = {};
  private etag = '';

  readonly loaded = httpResource<T>(() => this.editing.url());
  readonly record = computed(() => (this.loaded.hasValue() ? this.loaded.value() : null));
  readonly isSaving = signal(false);
  /** Whether the form holds a draft of an earlier visit. */
  readonly isRestored = signal(false);
  readonly problem = signal<Problem | null>(null);
  /** What differs after somebody else saved the record; empty where nobody has. */
  readonly differences = signal<readonly Difference[]>([]);
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
    const isOwn = this.session.account() === this.owner;
    return this.editing.form.dirty && isOwn ? this.leaveQuestion.ask() : true;
  }

  /** Let the browser ask before the tab is closed. */
  warn(event: BeforeUnloadEvent): void {
    if (this.editing.form.dirty) event.preventDefault();
  }

  /** Back to the record as the server has it. */
  discardDraft(): void {
    this.draft?.clear();
    if (this.latest) this.editing.fill(this.latest);
    this.isRestored.set(false);
    this.differences.set([]);
  }

  /** Let a field that both wrote say what somebody else saved, or what was typed here. */
  choose(difference: Difference, whose: 'theirs' | 'mine'): void {
    this.put({ [difference.field]: difference[whose] });
  }

  /** Whether a field now says what was typed here. */
  saysMine({ field, mine }: Difference): boolean {
    return !differingFields({ [field]: mine }, { [field]: this.typed()[field] }).length;
  }

  /** Save what was changed here, and what is given besides; then go where the record is seen. */
  async save(besides: object = {}, said = 'edit.saved'): Promise<void> {
    if (this.isSaving()) return;
    this.isSaving.set(true);
    this.problem.set(null);
    try {
      const names = differingFields(this.saved, this.typed());
      const changes = { ...pick(this.editing.changes() as Fields, names), ...besides };
      const headers: Record<string, string> = this.etag ? { 'If-Match': this.etag } : {};
      await firstValueFrom(this.http.patch(this.editing.url(), changes, { headers }));
      this.draft?.clear();
      this.editing.form.markAsPristine();
      this.toasts.show(said);
      await this.router.navigate([...this.editing.page()]);
    } catch (error) {
      const problem = problemOf(error);
      if (problem.changed) this.meet(problem.changed);
      this.problem.set(problem);
      focusFirstError();
    } finally {
      this.isSaving.set(false);
    }
  }

  private draftKey(record: T): string {
    return `${this.editing.draftKey(record)} ${this.owner ?? ''}`.trim();
  }

  private open(record: T): void {
    this.take(record, this.loaded.headers()?.get('ETag') ?? '');
    this.draft = new FormDraft(this.editing.form, this.draftKey(record));
    this.isRestored.set(this.draft.restore(this.editing.fitDraft));
    this.draft.keep(this.destroyRef);
  }

  /** Somebody else has saved: take what they wrote, keep what was typed here, and show both. */
  private meet({ current, etag }: ChangedRecord): void {
    const [before, typed] = [this.saved, this.typed()];
    this.take(current as T, etag);
    const mine = differingFields(before, typed);
    const theirs = differingFields(before, this.saved);
    this.put(pick(typed, mine));
    const fields = [...new Set([...mine, ...theirs])];
    this.differences.set(
      fields.map((field) => ({
        field,
        theirs: this.saved[field],
        mine: mine.includes(field) ? typed[field] : before[field],
      })),
    );
  }

  private take(record: T, etag: string): void {
    this.latest = record;
    this.editing.fill(record);
    this.saved = this.typed();
    this.etag = etag;
  }

  private put(fields: Record<string, unknown>): void {
    const value = { ...this.typed(), ...fields };
    this.editing.fitDraft?.(value);
    this.editing.form.patchValue(value);
    this.editing.form.markAsDirty();
  }

  private typed(): Fields {
    return this.editing.form.getRawValue() as Fields;
  }
}
