/** Follows background jobs by polling, gently, until each of them has ended. */
import { HttpClient, HttpResponse } from '@angular/common/http';
import { DOCUMENT, Injectable, OnDestroy, Signal, computed, inject, signal } from '@angular/core';
import { Subscription, firstValueFrom } from 'rxjs';

import { Job } from '../api/models';
import { problemOf } from '../api/problem';

const FIRST_INTERVAL_MS = 400;
const LAST_INTERVAL_MS = 3000;
const EASING = 1.35;
/** How many jobs are asked about at full pace; those further back in line are asked less often. */
const LINE_LENGTH = 6;

/** Why nothing new is known: the server cannot be reached (it is asked again), or has no such job for us. */
export type JobTrouble = 'unreachable' | 'gone';

/** What a page holds while it looks at one job. */
export interface WatchedJob {
  readonly id: string;
  readonly job: Signal<Job | null>;
  readonly trouble: Signal<JobTrouble | null>;
  /** Whether nothing more will be heard: the job is in a final state, or is not there. */
  readonly ended: Signal<boolean>;
}

/** Whether a job in this state never changes again. */
export function isFinal(status: Job['status'] | undefined): boolean {
  return status === 'succeeded' || status === 'failed' || status === 'cancelled';
}

class Watch implements WatchedJob {
  readonly job = signal<Job | null>(null);
  readonly trouble = signal<JobTrouble | null>(null);
  readonly ended = computed(() => this.trouble() === 'gone' || isFinal(this.job()?.status));
  watchers = 0;
  interval = FIRST_INTERVAL_MS;
  etag: string | null = null;
  timer: ReturnType<typeof setTimeout> | null = null;
  request: Subscription | null = null;

  constructor(readonly id: string) {}

  ease(): void {
    this.interval = Math.min(this.interval * EASING, LAST_INTERVAL_MS);
  }

  rest(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.request?.unsubscribe();
    this.request = null;
  }
}

/** One poller for the whole app, so that two views of one job cost one request. */
@Injectable({ providedIn: 'root' })
export class JobWatcher implements OnDestroy {
  private readonly http = inject(HttpClient);
  private readonly document = inject(DOCUMENT);
  private readonly watches = new Map<string, Watch>();
  private readonly onVisibility = (): void => this.followVisibility();

  constructor() {
    this.document.addEventListener('visibilitychange', this.onVisibility);
  }

  ngOnDestroy(): void {
    this.document.removeEventListener('visibilitychange', this.onVisibility);
    for (const watch of this.watches.values()) watch.rest();
    this.watches.clear();
  }

  /** Starts (or joins) the watch of a job. Each call is answered by one call of `leave`. */
  watch(id: string): WatchedJob {
    let watch = this.watches.get(id);
    if (!watch) {
      watch = new Watch(id);
      this.watches.set(id, watch);
      if (this.line().length <= LINE_LENGTH) this.ask(watch);
      else this.askLater(watch);
    }
    watch.watchers += 1;
    return watch;
  }

  /** Ends one watcher's interest; polling stops with the last one. */
  leave(id: string): void {
    const watch = this.watches.get(id);
    if (!watch) return;
    watch.watchers -= 1;
    if (watch.watchers > 0) return;
    watch.rest();
    this.watches.delete(id);
  }

  /** Asks the server to stop the job; rejects with a Problem when it may not be stopped. */
  async cancel(id: string): Promise<Job> {
    const job = await firstValueFrom(this.http.post<Job>(`/api/jobs/${id}/cancel/`, {}));
    const watch = this.watches.get(id);
    if (watch) {
      watch.rest();
      watch.etag = null;
      this.learn(watch, job);
    }
    return job;
  }

  private ask(watch: Watch): void {
    watch.timer = null;
    if (this.document.hidden) return;
    const headers: Record<string, string> = watch.etag ? { 'If-None-Match': watch.etag } : {};
    watch.request = this.http
      .get<Job>(`/api/jobs/${watch.id}/`, { observe: 'response', headers })
      .subscribe({
        next: (response) => this.receive(watch, response),
        error: (error: unknown) => this.miss(watch, problemOf(error).status),
      });
  }

  private receive(watch: Watch, response: HttpResponse<Job>): void {
    watch.etag = response.headers.get('ETag');
    if (response.body) this.learn(watch, response.body);
  }

  private learn(watch: Watch, job: Job): void {
    const known = watch.job();
    const moved = known?.status !== job.status || known.phase !== job.phase;
    watch.trouble.set(null);
    watch.job.set(job);
    if (moved) watch.interval = FIRST_INTERVAL_MS;
    this.askLater(watch);
  }

  private miss(watch: Watch, status: number): void {
    if (status === 304) {
      watch.trouble.set(null);
    } else if (status === 403 || status === 404) {
      watch.trouble.set('gone');
      return;
    } else {
      watch.trouble.set('unreachable');
      watch.interval = LAST_INTERVAL_MS;
    }
    this.askLater(watch);
  }

  private askLater(watch: Watch): void {
    if (watch.ended()) {
      this.callForward();
      return;
    }
    watch.timer = setTimeout(() => this.ask(watch), this.waitOf(watch));
    watch.ease();
  }

  /** Behind the head of the line the waits grow with the place: a thousand uploads must not be a flood. */
  private waitOf(watch: Watch): number {
    const group = Math.floor(this.line().indexOf(watch) / LINE_LENGTH);
    return group > 0 ? LAST_INTERVAL_MS * group : watch.interval;
  }

  /** Jobs end about in the order they began, so whoever has moved up into the head is asked at once. */
  private callForward(): void {
    const next = this.line()[LINE_LENGTH - 1];
    if (!next || next.timer === null) return;
    next.rest();
    next.interval = FIRST_INTERVAL_MS;
    this.ask(next);
  }

  private line(): Watch[] {
    return [...this.watches.values()].filter((watch) => !watch.ended());
  }

  private followVisibility(): void {
    for (const watch of this.watches.values()) {
      watch.rest();
      if (this.document.hidden || watch.ended()) continue;
      watch.interval = FIRST_INTERVAL_MS;
      this.ask(watch);
    }
  }
}
