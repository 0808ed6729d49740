/** Sends files to the server two at a time, survives failures, and hands each accepted one to the job watcher. */
import { HttpClient, HttpEvent, HttpEventType } from '@angular/common/http';
import {
  DOCUMENT,
  Injectable,
  Injector,
  OnDestroy,
  computed,
  effect,
  inject,
  signal,
  untracked,
} from '@angular/core';
import { Subscription, firstValueFrom } from 'rxjs';

import { Limits, SubmissionAccepted } from '../api/models';
import { Problem, problemOf } from '../api/problem';
import { JobWatcher } from '../jobs/job-watcher';
import { Session } from '../session/session';
import { problemWith } from './file-limits';
import { QueuedUpload, UploadItem, UploadOptions, UploadProblem } from './upload-item';

const AT_ONCE = 2;
/** Waits before the second, third, ... attempt; one minute of a lost network is survived. */
const BACK_OFF_MS: readonly number[] = [1000, 2000, 4000, 8000, 16_000, 30_000];
/** Answers that say "not now": no connection, too many requests, or a server that is restarting. */
const PASSING: readonly number[] = [0, 429, 502, 503, 504];
/** Answers about the file itself; sending the same bytes again would bring the same. */
const FINAL: readonly number[] = [413, 415, 422];
const NOT_SIGNED_IN = 'not_authenticated';

interface Flight {
  request: Subscription | null;
  timer: ReturnType<typeof setTimeout> | null;
}

/** How many files are in which part of their way. */
export interface UploadSummary {
  readonly total: number;
  readonly moving: number;
  readonly accepted: number;
  readonly answered: number;
  readonly failed: number;
  readonly refused: number;
  readonly cancelled: number;
}

/** One queue for the whole app: it goes on while the person looks at other pages. */
@Injectable({ providedIn: 'root' })
export class UploadQueue implements OnDestroy {
  private readonly http = inject(HttpClient);
  private readonly watcher = inject(JobWatcher);
  private readonly session = inject(Session);
  private readonly injector = inject(Injector);
  private readonly window = inject(DOCUMENT).defaultView;
  private readonly queued = signal<readonly QueuedUpload[]>([]);
  private readonly flights = new Map<QueuedUpload, Flight>();
  private limits: Promise<Limits> | null = null;
  private nextKey = 1;

  /** All files of this visit, oldest first. */
  readonly items = computed<readonly UploadItem[]>(() => this.queued());
  /** Whether leaving the page now would lose something. */
  readonly busy = computed(() => this.queued().some((item) => !item.settled()));
  readonly summary = computed(() => summarise(this.queued()));

  constructor() {
    this.window?.addEventListener('beforeunload', this.warnBeforeLeaving);
    effect(() => {
      const account = this.session.account();
      if (!this.session.hasEnded()) untracked(() => this.serve(account));
    });
  }

  ngOnDestroy(): void {
    this.window?.removeEventListener('beforeunload', this.warnBeforeLeaving);
    for (const item of this.queued()) this.drop(item);
  }

  /** Puts files in line and starts at once. A file that cannot be taken stays in the list with its reason. */
  add(files: Iterable<File>, options: UploadOptions = {}): readonly UploadItem[] {
    const added = Array.from(files, (file) => this.itemOf(file, options));
    this.queued.update((items) => [...items, ...added]);
    void this.admit(added);
    return added;
  }

  /** Tries a failed, refused or cancelled file once more. */
  retry(item: UploadItem): void {
    const queued = this.find(item);
    if (!queued?.settled() || queued.state() === 'accepted' || !this.isOwn(queued)) return;
    queued.attempts = 0;
    queued.problem.set(null);
    queued.progress.set(0);
    queued.state.set('checking');
    void this.admit([queued]);
  }

  /** Tries everything that failed once more. */
  retryFailed(): void {
    for (const item of this.queued()) if (item.state() === 'failed') this.retry(item);
  }

  /** Stops sending a file; one that is accepted already stays on the server. */
  cancel(item: UploadItem): void {
    const queued = this.find(item);
    if (!queued || queued.settled()) return;
    this.land(queued);
    queued.state.set('cancelled');
    this.pump();
  }

  /** Takes a finished file off the list (not off the server). */
  remove(item: UploadItem): void {
    const queued = this.find(item);
    if (!queued?.settled()) return;
    this.drop(queued);
    this.queued.update((items) => items.filter((other) => other !== queued));
  }

  /** Takes everything that is finished, and answered, off the list. */
  clearFinished(): void {
    for (const item of this.queued()) {
      const watch = item.watch();
      if (item.settled() && (!watch || watch.ended())) this.remove(item);
    }
  }

  /** Resolves with the accepted upload, or null once the queue has given the file up. */
  whenSettled(item: UploadItem): Promise<SubmissionAccepted | null> {
    return new Promise((resolve) => {
      const ending = effect(
        () => {
          if (!item.settled()) return;
          untracked(() => {
            resolve(item.submission());
            ending.destroy();
          });
        },
        { injector: this.injector },
      );
    });
  }

  private readonly warnBeforeLeaving = (event: BeforeUnloadEvent): void => {
    if (this.busy()) event.preventDefault();
  };

  private itemOf(file: File, options: UploadOptions): QueuedUpload {
    return new QueuedUpload(this.nextKey++, file, options, this.session.account());
  }

  /** A visitor who signs in may go on with their own files. */
  private isOwn(item: QueuedUpload): boolean {
    return item.owner === null || item.owner === this.session.account();
  }

  /** Somebody is signed in, or signed out: their files go on, those of another person stop. */
  private serve(account: string | null): void {
    for (const item of this.queued()) {
      if (this.isOwn(item)) {
        const isSignedOut = item.state() === 'failed' && item.problem()?.code === NOT_SIGNED_IN;
        if (isSignedOut && account !== null) this.retry(item);
      } else if (!item.settled()) {
        this.cancel(item);
        item.problem.set(inWords(new Problem(401, 'signed_in_as_another', '')));
      }
    }
  }

  private find(item: UploadItem): QueuedUpload | undefined {
    return this.queued().find((other) => other.key === item.key);
  }

  private async admit(items: readonly QueuedUpload[]): Promise<void> {
    const limits = await this.loadLimits();
    for (const item of items) {
      if (item.state() !== 'checking') continue;
      const problem = limits && problemWith(item.file, limits);
      item.problem.set(problem);
      item.state.set(problem ? 'refused' : 'waiting');
    }
    this.pump();
  }

  /** Null when the limits cannot be read: then the server, which checks again anyway, is the judge. */
  private async loadLimits(): Promise<Limits | null> {
    this.limits ??= firstValueFrom(this.http.get<Limits>('/api/limits/'));
    try {
      return await this.limits;
    } catch {
      // A file must not be lost because a side question failed; ask again with the next files.
      this.limits = null;
      return null;
    }
  }

  private pump(): void {
    for (const item of this.queued()) {
      if (this.flights.size >= AT_ONCE) return;
      if (item.state() === 'waiting') this.send(item);
    }
  }

  private send(item: QueuedUpload): void {
    const flight: Flight = { request: null, timer: null };
    this.flights.set(item, flight);
    item.attempts += 1;
    item.progress.set(0);
    item.problem.set(null);
    item.state.set('uploading');
    flight.request = this.http
      .post<SubmissionAccepted>('/api/submissions/', formOf(item), {
        observe: 'events',
        reportUploadProgress: true,
      })
      .subscribe({
        next: (event) => this.follow(item, event),
        error: (error: unknown) => this.fall(item, problemOf(error)),
      });
  }

  private follow(item: QueuedUpload, event: HttpEvent<SubmissionAccepted>): void {
    if (event.type === HttpEventType.UploadProgress && event.total) {
      item.progress.set(event.loaded / event.total);
    }
    if (event.type === HttpEventType.Response && event.body) {
      this.accept(item, event.body, event.status === 200);
    }
  }

  private accept(item: QueuedUpload, submission: SubmissionAccepted, earlier: boolean): void {
    this.land(item);
    item.progress.set(1);
    item.earlier.set(earlier);
    item.submission.set(submission);
    item.watch.set(this.watcher.watch(submission.job));
    item.state.set('accepted');
    this.pump();
  }

  private fall(item: QueuedUpload, problem: Problem): void {
    const wait = BACK_OFF_MS[item.attempts - 1];
    item.problem.set(inWords(problem));
    if (!PASSING.includes(problem.status) || wait === undefined) {
      this.land(item);
      item.state.set(FINAL.includes(problem.status) ? 'refused' : 'failed');
      this.pump();
      return;
    }
    // The file keeps its place among the two: with the network gone, the others would only fail as well.
    item.state.set('retrying');
    const flight = this.flights.get(item);
    if (flight) flight.timer = setTimeout(() => this.send(item), waitFor(problem, wait));
  }

  private land(item: QueuedUpload): void {
    const flight = this.flights.get(item);
    if (flight?.timer) clearTimeout(flight.timer);
    this.flights.delete(item);
    flight?.request?.unsubscribe();
  }

  private drop(item: QueuedUpload): void {
    this.land(item);
    const submission = item.submission();
    if (submission) this.watcher.leave(submission.job);
  }
}

function formOf(item: QueuedUpload): FormData {
  const form = new FormData();
  form.append('image', item.file, item.file.name);
  if (item.options.vocabulary) form.append('vocabulary', item.options.vocabulary);
  for (const [field, value] of Object.entries(item.options.metadata ?? {})) {
    if (value.trim()) form.append(field, value.trim());
  }
  return form;
}

function waitFor(problem: Problem, wait: number): number {
  const asked = problem.retryAfterSeconds ?? 0;
  return asked > 0 ? Math.min(asked * 1000, 10 * 60_000) : wait;
}

function inWords(problem: Problem): UploadProblem {
  const { code, messageKey: key, detail, params: values } = problem;
  return { code, key, detail: detail || null, values };
}

function summarise(items: readonly QueuedUpload[]): UploadSummary {
  const inState = (...states: string[]): number =>
    items.filter((item) => states.includes(item.state())).length;
  return {
    total: items.length,
    moving: inState('checking', 'waiting', 'uploading', 'retrying'),
    accepted: inState('accepted'),
    answered: items.filter((item) => item.watch()?.ended()).length,
    failed: inState('failed'),
    refused: inState('refused'),
    cancelled: inState('cancelled'),
  };
}
