/** The dialog in which somebody whose session has ended signs in again; nothing of the page is lost. */
import { Component, computed, inject, signal } from '@angular/core';
import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { FormControl, FormGroup, ReactiveFormsModule } from '@angular/forms';
import { TranslocoPipe } from '@jsverse/transloco';

import { Problem, problemOf } from '../api/problem';
import { focusFirstError } from '../ui/focus-first-error';
import { FormField } from '../ui/form-field';
import { Icon } from '../ui/icon';
import { Session } from './session';
import { signInMessageKey } from './sign-in-message';

@Component({
  selector: 'ragam-sign-in-dialog',
  imports: [FormField, Icon, ReactiveFormsModule, TranslocoPipe],
  host: { class: 'dialog' },
  template: `
    <h2 id="sign-in-again-title">{{ 'session.again.title' | transloco }}</h2>
    <p id="sign-in-again-text">{{ 'session.again.text' | transloco }}</p>
    <form class="stack" [formGroup]="form" (ngSubmit)="submit()">
      <ragam-form-field
        autocomplete="username"
        [label]="'session.username' | transloco"
        [control]="form.controls.username"
        [errors]="errors()['username'] ?? []"
      />
      <ragam-form-field
        type="password"
        autocomplete="current-password"
        [label]="'session.passwordField' | transloco"
        [control]="form.controls.password"
        [errors]="errors()['password'] ?? []"
      />
      @if (messageKey(); as key) {
        <p class="field__error" role="alert" tabindex="-1" data-problem>
          <ragam-icon name="warning" [size]="18" />{{ key | transloco }}
        </p>
      }
      <div class="row dialog__actions">
        <button type="button" class="button" (click)="dialog.close(false)">
          {{ 'session.again.stayOut' | transloco }}
        </button>
        <button type="submit" class="button button--primary" [attr.aria-disabled]="isSending()">
          {{ (isSending() ? 'session.sending' : 'shell.signIn') | transloco }}
        </button>
      </div>
    </form>
  `,
})
export class SignInDialog {
  protected readonly dialog = inject<DialogRef<boolean>>(DialogRef);
  private readonly session = inject(Session);

  protected readonly form = new FormGroup({
    username: new FormControl(inject<string>(DIALOG_DATA), { nonNullable: true }),
    password: new FormControl('', { nonNullable: true }),
  });
  protected readonly isSending = signal(false);
  protected readonly problem = signal<Problem | null>(null);
  protected readonly errors = computed(() => this.problem()?.errors ?? {});
  protected readonly messageKey = computed(() => signInMessageKey(this.problem()));

  protected async submit(): Promise<void> {
    if (this.isSending()) return;
    this.isSending.set(true);
    this.problem.set(null);
    const { username, password } = this.form.getRawValue();
    try {
      await this.session.signIn(username.trim(), password);
      this.dialog.close(true);
    } catch (error) {
      this.problem.set(problemOf(error));
      focusFirstError();
    } finally {
      this.isSending.set(false);
    }
  }
}
