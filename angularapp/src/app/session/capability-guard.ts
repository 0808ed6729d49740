/** Lets a page open only to people who have the capability it needs. */
import { inject } from '@angular/core';
import { CanActivateFn, Router } from '@angular/router';

import { Capability } from '../api/models';
import { PasswordChange } from './password-change';
import { Session } from './session';

/** Others are sent to sign in, and back to where they wanted to go. */
export function capabilityGuard(capability: Capability): CanActivateFn {
  return async (_route, state) => {
    const session = inject(Session);
    const router = inject(Router);
    const passwords = inject(PasswordChange);
    await session.settled();
    await passwords.settle();
    if (session.can(capability)) return true;
    return router.createUrlTree(['/sign-in'], {
      queryParams: { next: state.url, ...(session.isAuthenticated() ? { denied: 1 } : {}) },
    });
  };
}
