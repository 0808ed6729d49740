/** Asks before a form with unsaved changes is left. */
import { CanDeactivateFn } from '@angular/router';

/** A page whose input would be lost on leaving. */
export interface MayHoldChanges {
  /** Whether leaving is fine; may ask the person first. */
  mayLeave(): boolean | Promise<boolean>;
}

export const unsavedChangesGuard: CanDeactivateFn<MayHoldChanges> = (page) => page.mayLeave();
