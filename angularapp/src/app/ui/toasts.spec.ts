import { TestBed } from '@angular/core/testing';
import { TranslocoTestingModule } from '@jsverse/transloco';

import { Toasts } from './toasts';

describe('Toasts', () => {
  let toasts: Toasts;

  beforeEach(() => {
    vi.useFakeTimers();
    TestBed.configureTestingModule({
      imports: [
        TranslocoTestingModule.forRoot({
          langs: { en: {} },
          translocoConfig: { missingHandler: { logMissingKey: false } },
        }),
      ],
    });
    toasts = TestBed.inject(Toasts);
  });

  afterEach(() => vi.useRealTimers());

  it('go by themselves, later when they can be undone', () => {
    toasts.show('plain');
    toasts.show('undoable', { undo: () => undefined });
    vi.advanceTimersByTime(7_000);
    expect(toasts.all().map(({ undo }) => Boolean(undo))).toEqual([true]);
    vi.advanceTimersByTime(6_000);
    expect(toasts.all()).toEqual([]);
  });

  it('stay while someone is on them', () => {
    toasts.show('plain');
    toasts.pause(toasts.all()[0]!.id);
    vi.advanceTimersByTime(60_000);
    expect(toasts.all()).toHaveLength(1);
  });

  it('say so when undoing fails', async () => {
    toasts.show('done', { undo: () => Promise.reject(new Error('no')) });
    await toasts.undo(toasts.all()[0]!);
    expect(toasts.all().map(({ tone }) => tone)).toEqual(['error']);
  });
});
