/** Keeps what is typed into a form until it is saved, so that a closed page or a lost session loses nothing. */
import { DestroyRef } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { FormGroup } from '@angular/forms';
import { debounceTime } from 'rxjs';

import { differingFields, Fields, pick } from './differences';

const PAUSE_MS = 300;

/** What is kept: the fields as they were typed, and as the record had them when the form was filled. */
interface Kept {
  from: Fields;
  typed: Fields;
}

/** A form's draft in this browser tab's storage; to be made when the record is in the form. */
export class FormDraft {
  private readonly from: Fields;

  constructor(
    private readonly form: FormGroup,
    private readonly key: string,
  ) {
    this.from = form.getRawValue() as Fields;
  }

  /**
   * Put what was typed earlier into the form, and leave the other fields as the record has them now;
   * `prepare` may first make room for it, such as rows of a list. Returns whether there was anything.
   */
  restore(prepare?: (value: Record<string, unknown>) => void): boolean {
    const text = read(this.key);
    if (text === null) return false;
    try {
      const { from, typed } = JSON.parse(text) as Kept;
      const names = differingFields(from, typed);
      if (!names.length) return false;
      const value = { ...(this.form.getRawValue() as Fields), ...pick(typed, names) };
      prepare?.(value);
      this.form.patchValue(value);
      this.form.markAsDirty();
      return true;
    } catch {
      this.clear(); // Written by another version of the form: of no use.
      return false;
    }
  }

  /** Keep the draft up to date while the page lives. */
  keep(destroyRef: DestroyRef): void {
    this.form.valueChanges
      .pipe(debounceTime(PAUSE_MS), takeUntilDestroyed(destroyRef))
      .subscribe(() => {
        if (this.form.dirty) this.write();
      });
  }

  private write(): void {
    const kept: Kept = { from: this.from, typed: this.form.getRawValue() as Fields };
    write(this.key, JSON.stringify(kept));
  }

  clear(): void {
    try {
      sessionStorage.removeItem(this.key);
    } catch {
      // Without storage there was no draft either.
    }
  }
}

function read(key: string): string | null {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null; // Storage may be forbidden; the form then works without drafts.
  }
}

function write(key: string, text: string): void {
  try {
    sessionStorage.setItem(key, text);
  } catch {
    // Full or forbidden: the form still holds the text.
  }
}
