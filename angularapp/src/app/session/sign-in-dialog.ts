/** The dialog in which somebody whose session has ended signs in again; nothing of the page is lost. */
import { Component, inject } from '@angular/core';
import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { TranslocoPipe } from '@jsverse/transloco';

import { SignInForm } from './sign-in-form';

@Component({
  selector: 'ragam-sign-in-dialog',
  imports: [SignInForm, TranslocoPipe],
  host: { class: 'dialog' },
  template: `
    <h2 id="sign-in-again-title">{{ 'session.again.title' | transloco }}</h2>
    <p id="sign-in-again-text">{{ 'session.again.text' | transloco }}</p>
    <ragam-sign-in-form [username]="username" (signedIn)="dialog.close(true)">
      <button type="button" class="button" (click)="dialog.close(false)">
        {{ 'session.again.stayOut' | transloco }}
      </button>
    </ragam-sign-in-form>
  `,
})
export class SignInDialog {
  protected readonly dialog = inject<DialogRef<boolean>>(DialogRef);
  protected readonly username = inject<string>(DIALOG_DATA);
}
