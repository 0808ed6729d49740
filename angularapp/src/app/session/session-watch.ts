/** Says for whom the page speaks, and sends a request again once its person has signed in again. */
import {
  HttpEvent,
  HttpHandlerFn,
  HttpInterceptorFn,
  HttpRequest,
  HttpXsrfTokenExtractor,
} from '@angular/common/http';
import { inject, Injector } from '@angular/core';
import { catchError, defer, from, Observable, switchMap, throwError } from 'rxjs';

import { Problem, problemOf } from '../api/problem';
import { PasswordChange } from './password-change';
import { Session } from './session';
import { SignInAgain } from './sign-in-again';

/** The server refuses with 401 what is sent for somebody who is not signed in, or not any more. */
export const ACCOUNT_HEADER = 'X-Ragam-Account';
/** These ask or change who one is; their refusals are their caller's business. */
const OWN_CALLS = ['/api/me/', '/api/me/password/', '/api/session/'];
const READS = ['GET', 'HEAD'];
const IS_OVER = ['not_authenticated', 'signed_in_as_another'];

export const sessionWatch: HttpInterceptorFn = (request, next) => {
  if (OWN_CALLS.includes(request.url)) return next(request);
  return new WatchedRequest(inject(Injector), request, next).send();
};

/** One request on its way, with the person it was made for. */
class WatchedRequest {
  private readonly session: Session;
  private readonly owner: string | null;

  constructor(
    private readonly injector: Injector,
    private readonly request: HttpRequest<unknown>,
    private readonly next: HttpHandlerFn,
  ) {
    this.session = injector.get(Session);
    this.owner = this.session.account();
  }

  send(): Observable<HttpEvent<unknown>> {
    const signIns = this.session.signIns();
    return this.attempt().pipe(
      catchError((error: unknown) => {
        const { code } = problemOf(error);
        if (code === 'csrf_failed') return this.afterToken();
        if (code === 'password_change_required') return this.afterPassword(error);
        if (this.owner === null || !IS_OVER.includes(code)) return throwError(() => error);
        // Read by somebody who chose to stay signed out: no second question.
        if (this.isRead && this.session.hasEnded()) return throwError(() => error);
        return this.afterSignIn(signIns, error);
      }),
    );
  }

  private get isRead(): boolean {
    return READS.includes(this.request.method);
  }

  /** With the token and the name of now: both may have changed since the request was made. */
  private attempt(): Observable<HttpEvent<unknown>> {
    let headers = this.request.headers;
    const token = this.injector.get(HttpXsrfTokenExtractor).getToken();
    if (token && !this.isRead) headers = headers.set('X-CSRFToken', token);
    const isSaid = this.owner !== null && !(this.isRead && this.session.hasEnded());
    if (isSaid) headers = headers.set(ACCOUNT_HEADER, encodeURIComponent(this.owner ?? ''));
    return this.next(this.request.clone({ headers }));
  }

  /** The page has been open for longer than its token: asking who this is brings a new one. */
  private afterToken(): Observable<HttpEvent<unknown>> {
    return defer(() => from(this.session.load())).pipe(switchMap(() => this.attempt()));
  }

  private afterPassword(error: unknown): Observable<HttpEvent<unknown>> {
    return defer(() => from(this.injector.get(PasswordChange).ask())).pipe(
      switchMap((isChanged) => (isChanged ? this.attempt() : throwError(() => error))),
    );
  }

  private afterSignIn(signIns: number, error: unknown): Observable<HttpEvent<unknown>> {
    const isBack = this.session.signIns() > signIns;
    const asked = isBack ? Promise.resolve(true) : this.injector.get(SignInAgain).ask();
    return from(asked).pipe(
      switchMap((isSignedIn) => {
        if (!isSignedIn) return throwError(() => error);
        // What one person had not sent yet is never sent in the name of another.
        if (this.session.account() !== this.owner) return throwError(() => foreign());
        return this.attempt();
      }),
    );
  }
}

function foreign(): Problem {
  return new Problem(401, 'signed_in_as_another', '');
}
