/** Holds a judgement for some seconds before it is written, because the history can only grow. */
import { HttpClient, HttpXsrfTokenExtractor } from '@angular/common/http';
import { Injectable, inject, signal } from '@angular/core';

import { underBase } from '../api/base-path';
import { ReviewCreated, ReviewRequest, ReviewVerdict, TermName } from '../api/models';
import { Problem } from '../api/problem';
import { Session } from '../session/session';
import { ACCOUNT_HEADER } from '../session/session-watch';

export const HELD_MS = 6000;

/** One person's judgement, before the server knows of it. */
export interface Judgement {
  readonly verdict: ReviewVerdict;
  readonly term: TermName | null;
  readonly comment: string;
}

interface Held {
  /** Whose judgement it is; nobody else sends it. */
  readonly owner: string | null;
  readonly prediction: string;
  readonly judgement: Judgement;
  readonly done: (problem: unknown) => void;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** Provided by each review panel; never drops a judgement: a new one, or leaving, sends the held one first. */
@Injectable()
export class ReviewSender {
  private readonly http = inject(HttpClient);
  private readonly xsrf = inject(HttpXsrfTokenExtractor);
  private readonly session = inject(Session);
  private readonly waiting = signal<Held | null>(null);
  private readonly refused = signal<Held | null>(null);

  /** The judgement that could not be sent, kept until it is sent again or replaced. */
  readonly unsent = (): Judgement | null => this.refused()?.judgement ?? null;
  readonly isSending = signal(false);
  /** The judgement that can still be taken back. */
  readonly held = (): Judgement | null => this.waiting()?.judgement ?? null;

  /** Sends after a pause; `done` is called with null, or with what went wrong. */
  hold(prediction: string, judgement: Judgement, done: (problem: unknown) => void): void {
    this.sendNow();
    const timer = setTimeout(() => this.sendNow(), HELD_MS);
    this.refused.set(null);
    this.waiting.set({ owner: this.session.account(), prediction, judgement, done, timer });
  }

  takeBack(): void {
    const held = this.waiting();
    if (held) clearTimeout(held.timer);
    this.waiting.set(null);
  }

  /** Sends what is held while the page is going away; nobody is left to hear the answer. */
  flush(): void {
    const held = this.waiting();
    if (!held) return;
    this.takeBack();
    // Only a keep-alive request outlives the page; HttpClient's would be cut off.
    void fetch(underBase(addressOf(held)), {
      method: 'POST',
      keepalive: true,
      credentials: 'same-origin',
      headers: {
        'Content-Type': 'application/json',
        'X-CSRFToken': this.xsrf.getToken() ?? '',
        ...(held.owner ? { [ACCOUNT_HEADER]: encodeURIComponent(held.owner) } : {}),
      },
      body: JSON.stringify(bodyOf(held)),
    });
  }

  /** Sends what could not be sent before. */
  sendAgain(): void {
    const held = this.refused();
    this.refused.set(null);
    if (held) this.send(held);
  }

  /** Sends what is held without waiting any longer. */
  sendNow(): void {
    const held = this.waiting();
    if (!held) return;
    this.takeBack();
    this.send(held);
  }

  private send(held: Held): void {
    if (held.owner !== this.session.account()) {
      held.done(new Problem(401, 'signed_in_as_another', ''));
      return;
    }
    this.isSending.set(true);
    this.http.post<ReviewCreated>(addressOf(held), bodyOf(held)).subscribe({
      next: () => this.finish(held, null),
      error: (problem: unknown) => this.finish(held, problem),
    });
  }

  private finish(held: Held, problem: unknown): void {
    this.isSending.set(false);
    if (problem && !this.waiting()) this.refused.set(held);
    held.done(problem);
  }
}

function addressOf(held: Held): string {
  return `/api/predictions/${held.prediction}/reviews/`;
}

function bodyOf({ judgement }: Held): ReviewRequest {
  const { verdict, term, comment } = judgement;
  return { verdict, ...(term ? { term: term.slug } : {}), ...(comment ? { comment } : {}) };
}
