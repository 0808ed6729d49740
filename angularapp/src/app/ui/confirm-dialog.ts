/** Asks one question in a dialog and waits for the answer. */
import { Component, inject, Injectable, Injector } from '@angular/core';
import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { TranslocoPipe } from '@jsverse/transloco';
import { firstValueFrom } from 'rxjs';

import { ignoreClickOfOpening } from './second-click';

/** Texts are given translated: the caller knows its own words and numbers. */
export interface ConfirmQuestion {
  title: string;
  text: string;
  /** The verb on the button that says yes. */
  confirm: string;
  /** What saying no means; "Cancel" when left out. */
  cancel?: string;
  tone?: 'plain' | 'danger';
}

@Injectable({ providedIn: 'root' })
export class ConfirmDialog {
  private readonly injector = inject(Injector);
  private isAsking = false;

  /** Resolves true only when the person pressed the confirming button; false at once while another is open. */
  async ask(question: ConfirmQuestion): Promise<boolean> {
    if (this.isAsking) return false;
    this.isAsking = true;
    try {
      return await this.open(question);
    } finally {
      this.isAsking = false;
    }
  }

  private async open(question: ConfirmQuestion): Promise<boolean> {
    // Dialogs are rare; their code waits until the first one.
    const { Dialog } = await import('@angular/cdk/dialog');
    const opened = this.injector.get(Dialog).open<boolean>(ConfirmDialogView, {
      data: question,
      role: 'alertdialog',
      ariaLabelledBy: 'confirm-title',
      ariaDescribedBy: 'confirm-text',
      autoFocus: 'first-tabbable',
      width: 'min(480px, calc(100vw - 32px))',
    });
    ignoreClickOfOpening(opened);
    return (await firstValueFrom(opened.closed, { defaultValue: false })) === true;
  }
}

@Component({
  selector: 'ragam-confirm-dialog',
  imports: [TranslocoPipe],
  host: { class: 'dialog' },
  template: `
    <h2 id="confirm-title">{{ question.title }}</h2>
    <p id="confirm-text">{{ question.text }}</p>
    <div class="row dialog__actions">
      <button type="button" class="button" (click)="dialog.close(false)">
        {{ question.cancel ?? ('shared.actions.cancel' | transloco) }}
      </button>
      <button
        type="button"
        class="button"
        [class.button--danger]="question.tone === 'danger'"
        [class.button--primary]="question.tone !== 'danger'"
        (click)="dialog.close(true)"
      >
        {{ question.confirm }}
      </button>
    </div>
  `,
})
export class ConfirmDialogView {
  protected readonly question = inject<ConfirmQuestion>(DIALOG_DATA);
  protected readonly dialog = inject<DialogRef<boolean>>(DialogRef);
}
