import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Session } from '../session/session';
import { HELD_MS, Judgement, ReviewSender } from './review-sender';

const CONFIRM: Judgement = { verdict: 'confirm', term: null, comment: '' };
const CORRECT: Judgement = {
  verdict: 'correct',
  term: { slug: 'truntum', name: { id: 'Truntum', en: 'Truntum' } },
  comment: 'small stars',
};

describe('ReviewSender', () => {
  let sender: ReviewSender;
  let http: HttpTestingController;
  const done = vi.fn();

  beforeEach(() => {
    vi.useFakeTimers();
    done.mockReset();
    TestBed.configureTestingModule({
      providers: [provideHttpClient(), provideHttpClientTesting(), ReviewSender],
    });
    sender = TestBed.inject(ReviewSender);
    http = TestBed.inject(HttpTestingController);
  });

  afterEach(() => {
    http.verify();
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  it('writes a judgement only after the time in which it can be taken back', () => {
    sender.hold('p1', CORRECT, done);
    vi.advanceTimersByTime(HELD_MS - 1);
    http.expectNone('/api/predictions/p1/reviews/');
    expect(sender.held()).toEqual(CORRECT);
    vi.advanceTimersByTime(1);
    const request = http.expectOne('/api/predictions/p1/reviews/');
    expect(request.request.body).toEqual({
      verdict: 'correct',
      term: 'truntum',
      comment: 'small stars',
    });
    request.flush({ id: 'r1', label: 'l1' }, { status: 201, statusText: 'Created' });
    expect(done).toHaveBeenCalledWith(null);
    expect(sender.held()).toBeNull();
  });

  it('writes nothing when it is taken back', () => {
    sender.hold('p1', CONFIRM, done);
    sender.takeBack();
    vi.advanceTimersByTime(HELD_MS * 2);
    http.expectNone('/api/predictions/p1/reviews/');
    expect(done).not.toHaveBeenCalled();
  });

  it('sends the held judgement before it holds the next', () => {
    sender.hold('p1', CONFIRM, done);
    sender.hold('p2', CORRECT, done);
    http.expectOne('/api/predictions/p1/reviews/').flush({ id: 'r1', label: null });
    expect(sender.held()).toEqual(CORRECT);
    sender.takeBack();
  });

  it('tells what went wrong', () => {
    sender.hold('p1', CONFIRM, done);
    vi.advanceTimersByTime(HELD_MS);
    http
      .expectOne('/api/predictions/p1/reviews/')
      .flush({ code: 'conflict' }, { status: 409, statusText: 'Conflict' });
    expect(done.mock.calls[0]?.[0]).toMatchObject({ status: 409 });
  });

  it('keeps what could not be sent, and sends it again', () => {
    sender.hold('p1', CORRECT, done);
    vi.advanceTimersByTime(HELD_MS);
    http
      .expectOne('/api/predictions/p1/reviews/')
      .flush({ code: 'not_authenticated' }, { status: 401, statusText: 'no' });
    expect(sender.unsent()).toEqual(CORRECT);
    sender.sendAgain();
    http.expectOne('/api/predictions/p1/reviews/').flush({ id: 'r1', label: null });
    expect(sender.unsent()).toBeNull();
    expect(done).toHaveBeenLastCalledWith(null);
  });

  it('is never sent in the name of somebody else', () => {
    const account = signal<string | null>('sari');
    Object.assign(TestBed.inject(Session), { account });
    sender.hold('p1', CONFIRM, done);
    account.set('budi');
    vi.advanceTimersByTime(HELD_MS);
    http.expectNone('/api/predictions/p1/reviews/');
    expect(done.mock.calls[0]?.[0]).toMatchObject({ code: 'signed_in_as_another' });
  });

  it('outlives the page with a keep-alive request', () => {
    const fetched = vi.spyOn(globalThis, 'fetch').mockResolvedValue(new Response());
    sender.hold('p1', CONFIRM, done);
    sender.flush();
    expect(fetched).toHaveBeenCalledWith(
      'api/predictions/p1/reviews/',
      expect.objectContaining({ method: 'POST', keepalive: true }),
    );
    expect(sender.held()).toBeNull();
  });
});
