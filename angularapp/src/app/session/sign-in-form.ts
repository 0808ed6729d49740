/** User name and password, as the page and the dialog ask for them; what else can be done is put inside. */
import { Component, OnInit, computed, inject, input, output, signal } from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule } from '@angular/forms';
import { TranslocoPipe } from '@jsverse/transloco';

import { Problem, problemOf } from '../api/problem';
import { focusFirstError } from '../ui/focus-first-error';
import { FormField } from '../ui/form-field';
import { Icon } from '../ui/icon';
import { Session } from './session';
import { signInMessageKey } from './sign-in-message';

@Component({
  selector: 'ragam-sign-in-form',
  imports: [FormField, Icon, ReactiveFormsModule, TranslocoPipe],
  template: `
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
      <div class="actions">
        <ng-content />
        <button type="submit" class="button button--primary" [attr.aria-disabled]="isSending()">
          {{ (isSending() ? 'session.sending' : 'shell.signIn') | transloco }}
        </button>
      </div>
    </form>
  `,
  styles: `
    .actions {
      display: flex;
      flex-wrap: wrap;
      gap: var(--space-3);
      justify-content: flex-end;
    }
    .actions > :only-child {
      flex: 1;
    }
  `,
})
export class SignInForm implements OnInit {
  /** The user name to begin with. */
  readonly username = input('');
  readonly signedIn = output();

  private readonly session = inject(Session);
  protected readonly form = new FormGroup({
    username: new FormControl('', { nonNullable: true }),
    password: new FormControl('', { nonNullable: true }),
  });
  protected readonly isSending = signal(false);
  private readonly problem = signal<Problem | null>(null);
  protected readonly errors = computed(() => this.problem()?.errors ?? {});
  protected readonly messageKey = computed(() => signInMessageKey(this.problem()));

  ngOnInit(): void {
    this.form.controls.username.setValue(this.username());
  }

  protected async submit(): Promise<void> {
    if (this.isSending()) return;
    this.isSending.set(true);
    this.problem.set(null);
    const { username, password } = this.form.getRawValue();
    try {
      await this.session.signIn(username.trim(), password);
      this.signedIn.emit();
    } catch (error) {
      this.problem.set(problemOf(error));
      focusFirstError();
    } finally {
      this.isSending.set(false);
    }
  }
}
