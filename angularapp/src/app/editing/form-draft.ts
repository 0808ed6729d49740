/** Keeps what is typed into a form until it is saved, so that a closed page or a lost session loses nothing. */
import { DestroyRef } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { FormGroup } from '@angular/forms';
import { debounceTime } from 'rxjs';

const PAUSE_MS = 300;

/** A form's draft in this browser tab's storage. */
export class FormDraft {
  constructor(
    private readonly form: FormGroup,
    private readonly key: string,
  ) {}

  /**
   * Put an earlier draft into the form; `prepare` may first make room for it, such as rows of a list.
   * Returns whether there was one that fits.
   */
  restore(prepare?: (value: Record<string, unknown>) => void): boolean {
    const text = read(this.key);
    if (text === null) return false;
    try {
      const value = JSON.parse(text) as Record<string, unknown>;
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
        if (this.form.dirty) write(this.key, JSON.stringify(this.form.getRawValue()));
      });
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
