import { provideHttpClient } from '@angular/common/http';
import {
  HttpTestingController,
  TestRequest,
  provideHttpClientTesting,
} from '@angular/common/http/testing';
import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Session } from '../session/session';
import { UploadItem } from './upload-item';
import { UploadQueue } from './upload-queue';

const LIMITS = {
  max_bytes: 1000,
  max_pixels: 1_000_000,
  max_frames: 10,
  formats: ['image/jpeg', 'image/png', 'image/heif'],
  visitor_retention_hours: 24,
};

function picture(name: string, size = 10, type = 'image/jpeg'): File {
  return new File([new Uint8Array(size)], name, { type });
}

describe('UploadQueue', () => {
  let queue: UploadQueue;
  let http: HttpTestingController;

  beforeEach(() => {
    vi.useFakeTimers();
    TestBed.configureTestingModule({
      providers: [provideHttpClient(), provideHttpClientTesting()],
    });
    queue = TestBed.inject(UploadQueue);
    http = TestBed.inject(HttpTestingController);
  });

  afterEach(() => {
    TestBed.resetTestingModule();
    vi.useRealTimers();
  });

  async function add(files: File[], options = {}): Promise<readonly UploadItem[]> {
    const items = queue.add(files, options);
    http.match('/api/limits/').forEach((request) => request.flush(LIMITS));
    await vi.advanceTimersByTimeAsync(0);
    return items;
  }

  function sent(): TestRequest[] {
    return http.match((request) => request.url === '/api/submissions/');
  }

  function accept(request: TestRequest, n: number, status = 202): void {
    request.flush(
      { id: `s${n}`, job: `j${n}`, image: `i${n}`, artwork: null },
      { status, statusText: 'OK' },
    );
  }

  it('sends two at a time and goes on as they are accepted', async () => {
    await add([picture('a.jpg'), picture('b.jpg'), picture('c.jpg')]);
    const [first, second, third] = sent();
    expect(third).toBeUndefined();
    accept(first!, 1);
    const [next] = sent();
    accept(second!, 2);
    accept(next!, 3);
    expect(queue.summary().accepted).toBe(3);
    expect(queue.busy()).toBe(false);
  });

  it('refuses by the limits without sending, and says why', async () => {
    const items = await add([
      picture('big.jpg', 1001),
      picture('notes.txt', 10, 'text/plain'),
      picture('empty.jpg', 0),
      picture('phone.heic', 10, ''),
    ]);
    expect(items.map((item) => item.problem()?.code)).toEqual([
      'too_many_bytes',
      'wrong_type',
      'empty_file',
      undefined,
    ]);
    expect(items[0]!.problem()?.values['limit']).toBe(1000);
    expect(sent()).toHaveLength(1);
  });

  it('leaves the judgement to the server when the limits cannot be read', async () => {
    const [item] = queue.add([picture('a.jpg')]);
    http.expectOne('/api/limits/').error(new ProgressEvent('error'));
    await vi.advanceTimersByTimeAsync(0);
    expect(item!.state()).toBe('uploading');
    expect(sent()).toHaveLength(1);
  });

  it('sends the vocabulary and the shared metadata, and no empty field', async () => {
    await add([picture('a.jpg')], {
      vocabulary: 'painters',
      metadata: { maker: ' Ibu Sri ', place: '' },
    });
    const form = sent()[0]!.request.body as FormData;
    expect(form.get('vocabulary')).toBe('painters');
    expect(form.get('maker')).toBe('Ibu Sri');
    expect(form.has('place')).toBe(false);
    expect((form.get('image') as File).name).toBe('a.jpg');
  });

  it('survives one failing file', async () => {
    const items = await add([picture('bad.jpg'), picture('good.jpg')]);
    const [bad, good] = sent();
    bad!.flush(
      { code: 'unreadable_image', detail: 'bad.jpg ends early.' },
      { status: 422, statusText: 'Unprocessable' },
    );
    accept(good!, 2);
    expect(items.map((item) => item.state())).toEqual(['refused', 'accepted']);
    expect(items[0]!.problem()?.detail).toBe('bad.jpg ends early.');
  });

  it('tries again by itself with growing waits when the network is gone', async () => {
    const [item] = await add([picture('a.jpg')]);
    for (const wait of [1000, 2000, 4000]) {
      sent()[0]!.error(new ProgressEvent('error'));
      expect(item!.state()).toBe('retrying');
      vi.advanceTimersByTime(wait - 1);
      expect(sent()).toHaveLength(0);
      vi.advanceTimersByTime(1);
      expect(item!.state()).toBe('uploading');
    }
    accept(sent()[0]!, 1);
    expect(item!.state()).toBe('accepted');
  });

  it('gives up after seven attempts and can be told to try again', async () => {
    const [item] = await add([picture('a.jpg')]);
    for (let attempt = 0; attempt < 7; attempt++) {
      sent()[0]!.error(new ProgressEvent('error'));
      vi.advanceTimersByTime(30_000);
    }
    expect(item!.state()).toBe('failed');
    expect(item!.problem()?.code).toBe('offline');
    queue.retryFailed();
    await vi.advanceTimersByTimeAsync(0);
    accept(sent()[0]!, 1);
    expect(item!.state()).toBe('accepted');
  });

  it('waits as long as the server asks', async () => {
    const [item] = await add([picture('a.jpg')]);
    sent()[0]!.flush(
      { code: 'throttled' },
      { status: 429, statusText: 'Too Many', headers: { 'Retry-After': '90' } },
    );
    vi.advanceTimersByTime(89_999);
    expect(item!.state()).toBe('retrying');
    vi.advanceTimersByTime(1);
    expect(item!.state()).toBe('uploading');
  });

  it('cancels a moving file and gives its place to the next', async () => {
    const items = await add([picture('a.jpg'), picture('b.jpg'), picture('c.jpg')]);
    const [first] = sent();
    queue.cancel(items[0]!);
    expect(first!.cancelled).toBe(true);
    expect(items.map((item) => item.state())).toEqual(['cancelled', 'uploading', 'uploading']);
  });

  it('says when the server had the file already, and watches its job', async () => {
    const [item] = await add([picture('a.jpg')]);
    accept(sent()[0]!, 1, 200);
    expect(item!.earlier()).toBe(true);
    http.expectOne('/api/jobs/j1/').flush({ id: 'j1', status: 'succeeded' });
    expect(queue.summary().answered).toBe(1);
    queue.clearFinished();
    expect(queue.items()).toHaveLength(0);
  });

  it('warns before the page is left while something is moving', async () => {
    await add([picture('a.jpg')]);
    const leaving = new Event('beforeunload', { cancelable: true });
    window.dispatchEvent(leaving);
    expect(leaving.defaultPrevented).toBe(true);
    accept(sent()[0]!, 1);
    const later = new Event('beforeunload', { cancelable: true });
    window.dispatchEvent(later);
    expect(later.defaultPrevented).toBe(false);
  });

  it('resolves whenSettled with the accepted upload', async () => {
    const [item] = await add([picture('a.jpg')]);
    const settled = queue.whenSettled(item!);
    accept(sent()[0]!, 1);
    TestBed.tick();
    expect((await settled)?.id).toBe('s1');
  });

  describe('of somebody signed in', () => {
    const account = signal<string | null>('sari');
    const hasEnded = signal(false);

    beforeEach(() => {
      account.set('sari');
      hasEnded.set(false);
      Object.assign(TestBed.inject(Session), { account, hasEnded });
    });

    it('goes on by itself when they are signed in again', async () => {
      const [item] = await add([picture('a.jpg')]);
      hasEnded.set(true);
      sent()[0]!.flush({ code: 'not_authenticated' }, { status: 401, statusText: 'no' });
      expect(item!.state()).toBe('failed');
      hasEnded.set(false);
      TestBed.tick();
      http.match('/api/limits/').forEach((request) => request.flush(LIMITS));
      await vi.advanceTimersByTimeAsync(0);
      accept(sent()[0]!, 1);
      expect(item!.state()).toBe('accepted');
    });

    it('stops when somebody else signs in', async () => {
      const [first] = await add([picture('a.jpg'), picture('b.jpg'), picture('c.jpg')]);
      sent();
      account.set('budi');
      TestBed.tick();
      expect(queue.summary().cancelled).toBe(3);
      queue.retry(first!);
      await vi.advanceTimersByTimeAsync(0);
      expect(sent().filter((request) => !request.cancelled)).toEqual([]);
    });
  });
});
