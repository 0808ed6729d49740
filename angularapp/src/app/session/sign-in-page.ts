/** The sign-in form; afterwards people land where they wanted to go. */
import { Component, computed, inject, input, signal } from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule } from '@angular/forms';
import { Router, RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

import { Problem, problemOf } from '../api/problem';
import { focusFirstError } from '../ui/focus-first-error';
import { FormField } from '../ui/form-field';
import { Icon } from '../ui/icon';
import { OrnamentBand } from '../ui/ornament-band';
import { PasswordChange } from './password-change';
import { Session } from './session';
import { signInMessageKey } from './sign-in-message';

@Component({
  selector: 'ragam-sign-in-page',
  imports: [FormField, Icon, OrnamentBand, ReactiveFormsModule, RouterLink, TranslocoPipe],
  templateUrl: './sign-in-page.html',
  styleUrl: './sign-in-page.css',
})
export default class SignInPage {
  /** Where to go afterwards; from the address. */
  readonly next = input<string>();
  /** Set when someone is signed in but may not see the page; from the address. */
  readonly denied = input<string>();

  protected readonly session = inject(Session);
  private readonly router = inject(Router);
  private readonly passwords = inject(PasswordChange);

  protected readonly form = new FormGroup({
    username: new FormControl('', { nonNullable: true }),
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
      await this.passwords.settle();
      if (this.session.isAuthenticated()) await this.router.navigateByUrl(ownPath(this.next()));
    } catch (error) {
      this.problem.set(problemOf(error));
      focusFirstError();
    } finally {
      this.isSending.set(false);
    }
  }
}

/** Only paths of this app: an address elsewhere must not borrow our sign-in page. */
export function ownPath(next: string | undefined): string {
  return next && /^\/(?![/\\])/.test(next) ? next : '/';
}
