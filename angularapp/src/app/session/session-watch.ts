/** Notices when the server no longer knows someone, and lets the session ask anew who this is. */
import { HttpInterceptorFn } from '@angular/common/http';
import { inject, Injector } from '@angular/core';
import { catchError, throwError } from 'rxjs';

import { problemOf } from '../api/problem';
import { Session } from './session';

/** These ask or change who one is; their refusals are their caller's business. */
const OWN_CALLS = ['/api/me/', '/api/session/'];

export const sessionWatch: HttpInterceptorFn = (request, next) => {
  const injector = inject(Injector);
  return next(request).pipe(
    catchError((error: unknown) => {
      const isOver = problemOf(error).code === 'not_authenticated';
      // Taken late: the session itself needs HTTP, which is being built when this is set up.
      const session = injector.get(Session);
      if (isOver && session.isAuthenticated() && !OWN_CALLS.includes(request.url)) {
        void session.load();
      }
      return throwError(() => error);
    }),
  );
};
