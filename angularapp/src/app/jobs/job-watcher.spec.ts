import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Job } from '../api/models';
import { JobWatcher } from './job-watcher';

function job(values: Partial<Job> = {}): Job {
  return {
    id: 'j1',
    kind: 'classify',
    status: 'queued',
    phase: '',
    progress: 0,
    result: null,
    error: null,
    created_at: '2026-01-01T00:00:00Z',
    started_at: null,
    finished_at: null,
    cancel_requested: false,
    attempts: 0,
    ...values,
  } as Job;
}

function setHidden(hidden: boolean): void {
  Object.defineProperty(document, 'hidden', { configurable: true, value: hidden });
  document.dispatchEvent(new Event('visibilitychange'));
}

describe('JobWatcher', () => {
  let watcher: JobWatcher;
  let http: HttpTestingController;

  beforeEach(() => {
    vi.useFakeTimers();
    TestBed.configureTestingModule({
      providers: [provideHttpClient(), provideHttpClientTesting()],
    });
    watcher = TestBed.inject(JobWatcher);
    http = TestBed.inject(HttpTestingController);
  });

  afterEach(() => {
    http.verify();
    TestBed.resetTestingModule();
    setHidden(false);
    vi.useRealTimers();
  });

  function answer(values: Partial<Job> = {}, etag?: string): void {
    http
      .expectOne('/api/jobs/j1/')
      .flush(job(values), etag ? { headers: { ETag: etag } } : undefined);
  }

  it('asks at once, again after 0.4 s, and stops when the job has ended', () => {
    const watch = watcher.watch('j1');
    answer({ status: 'queued' });
    vi.advanceTimersByTime(399);
    http.expectNone('/api/jobs/j1/');
    vi.advanceTimersByTime(1);
    answer({ status: 'succeeded', progress: 1 });
    vi.advanceTimersByTime(60_000);
    http.expectNone('/api/jobs/j1/');
    expect(watch.ended()).toBe(true);
    expect(watch.job()?.status).toBe('succeeded');
  });

  it('eases the interval to 3 s while nothing moves', () => {
    watcher.watch('j1');
    for (let round = 0; round < 12; round++) {
      answer({ status: 'running', phase: 'features' });
      vi.advanceTimersByTime(3000);
    }
    answer({ status: 'running', phase: 'features' });
    vi.advanceTimersByTime(2999);
    http.expectNone('/api/jobs/j1/');
    vi.advanceTimersByTime(1);
    answer({ status: 'succeeded' });
  });

  it('asks conditionally and takes 304 as "nothing new"', () => {
    const watch = watcher.watch('j1');
    answer({ status: 'running' }, '"v1"');
    vi.advanceTimersByTime(400);
    const again = http.expectOne('/api/jobs/j1/');
    expect(again.request.headers.get('If-None-Match')).toBe('"v1"');
    again.flush(null, { status: 304, statusText: 'Not Modified' });
    expect(watch.trouble()).toBeNull();
    expect(watch.job()?.status).toBe('running');
    vi.advanceTimersByTime(3000);
    answer({ status: 'failed' });
  });

  it('rests while the tab is hidden and asks at once when it is back', () => {
    watcher.watch('j1');
    answer({ status: 'running' });
    setHidden(true);
    vi.advanceTimersByTime(60_000);
    http.expectNone('/api/jobs/j1/');
    setHidden(false);
    answer({ status: 'succeeded' });
  });

  it('says the server is out of reach, and goes on by itself', () => {
    const watch = watcher.watch('j1');
    http.expectOne('/api/jobs/j1/').error(new ProgressEvent('error'));
    expect(watch.trouble()).toBe('unreachable');
    vi.advanceTimersByTime(3000);
    answer({ status: 'succeeded' });
    expect(watch.trouble()).toBeNull();
  });

  it('gives up a job that is not there', () => {
    const watch = watcher.watch('j1');
    http.expectOne('/api/jobs/j1/').flush({}, { status: 404, statusText: 'Not Found' });
    expect(watch.trouble()).toBe('gone');
    expect(watch.ended()).toBe(true);
    vi.advanceTimersByTime(60_000);
  });

  it('shares one poller between two watchers and stops with the last', () => {
    const first = watcher.watch('j1');
    expect(watcher.watch('j1')).toBe(first);
    answer({ status: 'running' });
    watcher.leave('j1');
    vi.advanceTimersByTime(400);
    answer({ status: 'running' });
    watcher.leave('j1');
    vi.advanceTimersByTime(60_000);
    http.expectNone('/api/jobs/j1/');
  });

  it('asks less often for jobs far back in line, and calls them forward as others end', () => {
    for (let i = 0; i < 13; i++) watcher.watch(`q${i}`);
    for (let i = 0; i < 6; i++) {
      http.expectOne(`/api/jobs/q${i}/`).flush(job({ id: `q${i}`, status: 'queued' }));
    }
    vi.advanceTimersByTime(400);
    const asked = http.match((request) => request.url.startsWith('/api/jobs/q'));
    expect(asked.map((request) => request.request.url)).toEqual(
      [0, 1, 2, 3, 4, 5].map((i) => `/api/jobs/q${i}/`),
    );
    asked[0]!.flush(job({ id: 'q0', status: 'succeeded' }));
    http.expectOne('/api/jobs/q6/').flush(job({ id: 'q6', status: 'queued' }));
    http.expectNone('/api/jobs/q7/');
  });

  it('cancels and shows the answer', async () => {
    const watch = watcher.watch('j1');
    answer({ status: 'running' });
    const done = watcher.cancel('j1');
    http.expectOne('/api/jobs/j1/cancel/').flush(job({ status: 'cancelled' }));
    await done;
    expect(watch.job()?.status).toBe('cancelled');
    vi.advanceTimersByTime(60_000);
  });
});
