/** Asks a person whose session has ended for the password, on the page they stand on. */
import { inject, Injectable, Injector } from '@angular/core';
import { Router } from '@angular/router';
import { firstValueFrom } from 'rxjs';

import { Toasts } from '../ui/toasts';
import { PasswordChange } from './password-change';
import { Session } from './session';

/** One dialog at a time, for however many requests wait for it. */
@Injectable({ providedIn: 'root' })
export class SignInAgain {
  private readonly injector = inject(Injector);
  private readonly session = inject(Session);
  private readonly passwords = inject(PasswordChange);
  private asking: Promise<boolean> | null = null;

  /** Resolves true when somebody has signed in, false when the person chose to stay signed out. */
  ask(): Promise<boolean> {
    this.asking ??= this.open().finally(() => (this.asking = null));
    return this.asking;
  }

  private async open(): Promise<boolean> {
    const former = this.session.account();
    // A rare dialog: its code waits until the first one.
    const [{ Dialog }, { SignInDialog }] = await Promise.all([
      import('@angular/cdk/dialog'),
      import('./sign-in-dialog'),
    ]);
    const opened = this.injector.get(Dialog).open<boolean>(SignInDialog, {
      ariaLabelledBy: 'sign-in-again-title',
      ariaDescribedBy: 'sign-in-again-text',
      autoFocus: 'input[type=password]',
      width: 'min(440px, calc(100vw - 32px))',
      data: former ?? '',
    });
    if (!(await firstValueFrom(opened.closed, { defaultValue: false }))) {
      this.session.end();
      return false;
    }
    await this.passwords.settle();
    if (this.session.account() !== former) await this.makeRoom(former);
    return true;
  }

  /** The page was another person's, and what they typed is theirs. */
  private async makeRoom(former: string | null): Promise<void> {
    await this.injector.get(Router).navigateByUrl('/');
    const params = { name: this.session.account(), former };
    this.injector.get(Toasts).show('session.again.other', { params });
  }
}
