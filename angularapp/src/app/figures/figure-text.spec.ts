import { describe, expect, it } from 'vitest';

import { Estimate } from '../api/models';
import { differenceText, shareText, verdictOf } from './figure-text';

const ESTIMATE: Estimate = { value: 0.9375, low: 0.8891, high: 0.9656, n: 160 };

describe('shareText', () => {
  it('carries value, interval and n together', () => {
    expect(shareText(ESTIMATE, 'en')).toEqual({
      value: '93.8%',
      interval: '88.9% – 96.6%',
      n: '160',
    });
  });

  it('follows the number format of the language', () => {
    expect(shareText(ESTIMATE, 'id')?.value).toMatch(/^93,8\s?%$/);
  });

  it('has no text without n or without an interval', () => {
    expect(shareText({ ...ESTIMATE, n: 0 }, 'en')).toBeNull();
    expect(shareText({ value: 0.9 } as Estimate, 'en')).toBeNull();
    expect(shareText({ ...ESTIMATE, low: Number.NaN }, 'en')).toBeNull();
    expect(shareText(null, 'en')).toBeNull();
  });
});

describe('differenceText and verdictOf', () => {
  it('signs points in both directions', () => {
    const text = differenceText({ value: 0.05, low: -0.016, high: 0.117, n: 60 }, 'en');
    expect(text).toEqual({ value: '+5', interval: '-1.6 … +11.7', n: '60' });
  });

  it('calls two models apart only when the interval leaves zero out', () => {
    expect(verdictOf({ value: 0.05, low: -0.01, high: 0.1, n: 60 })).toBe('undecided');
    expect(verdictOf({ value: 0.05, low: 0.01, high: 0.1, n: 60 })).toBe('better');
    expect(verdictOf({ value: -0.05, low: -0.1, high: -0.01, n: 60 })).toBe('worse');
    expect(verdictOf(null)).toBeNull();
  });
});
