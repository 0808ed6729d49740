/** Asks before a form with unsaved changes is left. */
import { inject, Injectable } from '@angular/core';
import { CanDeactivateFn } from '@angular/router';
import { TranslocoService } from '@jsverse/transloco';

import { ConfirmDialog } from '../ui/confirm-dialog';

/** A page whose input would be lost on leaving; its editor knows, and may ask the person first. */
export interface EditPage {
  readonly editor: { mayLeave(): boolean | Promise<boolean> };
}

export const unsavedChangesGuard: CanDeactivateFn<EditPage> = (page) => page.editor.mayLeave();

/** The question itself, the same on every form. */
@Injectable({ providedIn: 'root' })
export class LeaveQuestion {
  private readonly dialog = inject(ConfirmDialog);
  private readonly transloco = inject(TranslocoService);

  ask(): Promise<boolean> {
    return this.dialog.ask({
      title: this.transloco.translate('shared.unsaved.title'),
      text: this.transloco.translate('shared.unsaved.text'),
      confirm: this.transloco.translate('shared.unsaved.leave'),
      cancel: this.transloco.translate('shared.unsaved.stay'),
    });
  }
}
