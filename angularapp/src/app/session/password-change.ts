/** Opens the dialog in which one's own password is changed: when asked to, or because it must be. */
import { inject, Injectable, Injector } from '@angular/core';
import { firstValueFrom } from 'rxjs';

import { Toasts } from '../ui/toasts';
import { Session } from './session';

@Injectable({ providedIn: 'root' })
export class PasswordChange {
  private readonly injector = inject(Injector);
  private readonly session = inject(Session);
  private asking: Promise<boolean> | null = null;

  /** Resolves true when a new password is set; a first password that nobody changes ends the session. */
  ask(): Promise<boolean> {
    this.asking ??= this.open().finally(() => (this.asking = null));
    return this.asking;
  }

  /** Resolves once nothing has to be changed, or nobody is signed in any more. */
  async settle(): Promise<void> {
    if (this.session.mustChangePassword()) await this.ask();
  }

  private async open(): Promise<boolean> {
    const [{ Dialog }, { PasswordDialog }] = await Promise.all([
      import('@angular/cdk/dialog'),
      import('./password-dialog'),
    ]);
    const opened = this.injector.get(Dialog).open<boolean>(PasswordDialog, {
      ariaLabelledBy: 'password-title',
      ariaDescribedBy: 'password-text',
      autoFocus: 'input[type=password]',
      width: 'min(440px, calc(100vw - 32px))',
    });
    const isChanged = await firstValueFrom(opened.closed, { defaultValue: false });
    if (isChanged) this.injector.get(Toasts).show('session.password.changed');
    else if (this.session.mustChangePassword()) await this.session.signOut();
    return isChanged === true;
  }
}
