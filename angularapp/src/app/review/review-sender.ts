/** Holds a judgement for some seconds before it is written, because the history can only grow. */
import { HttpClient, HttpXsrfTokenExtractor } from '@angular/common/http';
import { Injectable, inject, signal } from '@angular/core';

import { ReviewCreated, ReviewRequest, ReviewVerdict, TermName } from '../api/models';

export const HELD_MS = 6000;

/** One person's judgement, before the server knows of it. */
export interface Judgement {
  readonly verdict: ReviewVerdict;
  readonly term: TermName | null;
  readonly comment: string;
}

interface Held {
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
  private readonly waiting = signal<Held | null>(null);

  readonly isSending = signal(false);
  /** The judgement that can still be taken back. */
  readonly held = (): Judgement | null => this.waiting()?.judgement ?? null;

  /** Sends after a pause; `done` is called with null, or with what went wrong. */
  hold(prediction: string, judgement: Judgement, done: (problem: unknown) => void): void {
    this.sendNow();
    const timer = setTimeout(() => this.sendNow(), HELD_MS);
    this.waiting.set({ prediction, judgement, done, timer });
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
    void fetch(addressOf(held), {
      method: 'POST',
      keepalive: true,
      credentials: 'same-origin',
      headers: {
        'Content-Type': 'application/json',
        'X-CSRFToken': this.xsrf.getToken() ?? '',
      },
      body: JSON.stringify(bodyOf(held)),
    });
  }

  private sendNow(): void {
    const held = this.waiting();
    if (!held) return;
    this.takeBack();
    this.isSending.set(true);
    this.http.post<ReviewCreated>(addressOf(held), bodyOf(held)).subscribe({
      next: () => this.finish(held, null),
      error: (problem: unknown) => this.finish(held, problem),
    });
  }

  private finish(held: Held, problem: unknown): void {
    this.isSending.set(false);
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
