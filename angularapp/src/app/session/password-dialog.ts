/** The dialog in which somebody changes their own password. */
import { Component, computed, inject, signal } from '@angular/core';
import { DialogRef } from '@angular/cdk/dialog';
import { FormControl, FormGroup, ReactiveFormsModule } from '@angular/forms';
import { TranslocoPipe } from '@jsverse/transloco';

import { Problem, problemOf } from '../api/problem';
import { ProblemTextPipe } from '../i18n/problem-words';
import { focusFirstError } from '../ui/focus-first-error';
import { FormField } from '../ui/form-field';
import { Icon } from '../ui/icon';
import { Session } from './session';

@Component({
  selector: 'ragam-password-dialog',
  imports: [FormField, Icon, ProblemTextPipe, ReactiveFormsModule, TranslocoPipe],
  host: { class: 'dialog' },
  template: `
    <h2 id="password-title">{{ 'session.password.change' | transloco }}</h2>
    <p id="password-text">
      {{ (isRequired ? 'session.password.required' : 'session.password.text') | transloco }}
    </p>
    <form class="stack" [formGroup]="form" (ngSubmit)="submit()">
      <input
        class="visually-hidden"
        type="text"
        autocomplete="username"
        tabindex="-1"
        aria-hidden="true"
        readonly
        [value]="session.account() ?? ''"
      />
      <ragam-form-field
        type="password"
        autocomplete="current-password"
        [label]="'session.password.current' | transloco"
        [control]="form.controls.current"
        [errors]="errors()['current'] ?? []"
      />
      <ragam-form-field
        type="password"
        autocomplete="new-password"
        [label]="'session.password.new' | transloco"
        [hint]="'session.password.hint' | transloco"
        [control]="form.controls.new"
        [errors]="errors()['new'] ?? []"
      />
      @if (problem(); as problem) {
        <p class="field__error" role="alert" tabindex="-1" data-problem>
          <ragam-icon name="warning" [size]="18" />{{ problem | problemText }}
        </p>
      }
      <div class="row dialog__actions">
        <button type="button" class="button" (click)="dialog.close(false)">
          {{ (isRequired ? 'shell.signOut' : 'shared.actions.cancel') | transloco }}
        </button>
        <button type="submit" class="button button--primary" [attr.aria-disabled]="isSending()">
          {{ 'session.password.save' | transloco }}
        </button>
      </div>
    </form>
  `,
})
export class PasswordDialog {
  protected readonly dialog = inject<DialogRef<boolean>>(DialogRef);
  protected readonly session = inject(Session);
  /** As it was on opening: the answer to a change says that nothing is required any more. */
  protected readonly isRequired = this.session.mustChangePassword();

  protected readonly form = new FormGroup({
    current: new FormControl('', { nonNullable: true }),
    new: new FormControl('', { nonNullable: true }),
  });
  protected readonly isSending = signal(false);
  protected readonly problem = signal<Problem | null>(null);
  protected readonly errors = computed(() => this.problem()?.errors ?? {});

  protected async submit(): Promise<void> {
    if (this.isSending()) return;
    this.isSending.set(true);
    this.problem.set(null);
    try {
      await this.session.changePassword(this.form.getRawValue());
      this.dialog.close(true);
    } catch (error) {
      this.problem.set(problemOf(error));
      focusFirstError();
    } finally {
      this.isSending.set(false);
    }
  }
}
