import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { ComponentFixture, TestBed } from '@angular/core/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { inEnglish } from '../../i18n/testing';
import { FirstStart as State } from '../api/models';
import { FirstStart } from './first-start';

const NOTHING: State = { drawing: null, model: null };
const WAITING = { phase: 'waiting_for_collection' as const, progress: 0 };

describe('FirstStart', () => {
  let http: HttpTestingController;
  let fixture: ComponentFixture<FirstStart>;
  const grown = vi.fn();

  beforeEach(() => {
    vi.useFakeTimers();
    grown.mockClear();
    TestBed.configureTestingModule({
      imports: [inEnglish()],
      providers: [provideHttpClient(), provideHttpClientTesting()],
    });
    http = TestBed.inject(HttpTestingController);
    fixture = TestBed.createComponent(FirstStart);
    fixture.componentInstance.grown.subscribe(grown);
  });

  afterEach(() => {
    fixture.destroy();
    http.verify();
    vi.useRealTimers();
  });

  function textAfter(state: State): string {
    http.expectOne('/api/first-start/').flush(state);
    TestBed.tick();
    return (fixture.nativeElement as HTMLElement).textContent;
  }

  it('says nothing and asks no more where nothing is going on', () => {
    expect(textAfter(NOTHING).trim()).toBe('');
    vi.advanceTimersByTime(60_000);
    expect(grown).not.toHaveBeenCalled();
  });

  it('tells how many cloths are drawn, then how far the first model is, until both are over', () => {
    const drawn = (done: number) => ({ phase: 'drawing' as const, done, total: 100 });
    expect(textAfter({ drawing: drawn(5), model: WAITING })).toContain('5 of 100 cloths are drawn');
    expect(grown).not.toHaveBeenCalled();

    vi.advanceTimersByTime(1000);
    expect(textAfter({ drawing: drawn(12), model: WAITING })).toContain('12 of 100');
    expect(grown).toHaveBeenCalledTimes(1);

    vi.advanceTimersByTime(4000);
    const model = { phase: 'fitting' as const, progress: 0.8 };
    expect(textAfter({ drawing: null, model })).toContain('First model: Learning the differences');
    expect(grown).toHaveBeenCalledTimes(2);

    vi.advanceTimersByTime(4000);
    expect(textAfter(NOTHING).trim()).toBe('');
    expect(grown).toHaveBeenCalledTimes(3);
    vi.advanceTimersByTime(60_000);
  });

  it('says what has failed, and asks no more', () => {
    const drawing = { phase: 'failed' as const, done: 7, total: 100 };
    expect(textAfter({ drawing, model: { phase: 'failed', progress: 0 } })).toContain('7 of 100');
    vi.advanceTimersByTime(60_000);
  });

  it('asks again when the server did not answer', () => {
    http.expectOne('/api/first-start/').error(new ProgressEvent('error'));
    vi.advanceTimersByTime(1000);
    expect(textAfter(NOTHING).trim()).toBe('');
  });
});
