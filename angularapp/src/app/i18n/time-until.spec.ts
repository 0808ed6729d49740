import { describe, expect, it } from 'vitest';

import { timeUntil } from './time-until';

const NOW = Date.parse('2026-01-01T00:00:00Z');

describe('timeUntil', () => {
  it('speaks of minutes, hours or days', () => {
    expect(timeUntil('2026-01-01T00:05:00Z', 'en', NOW)).toBe('in 5 minutes');
    expect(timeUntil('2026-01-01T22:00:00Z', 'en', NOW)).toBe('in 22 hours');
    expect(timeUntil('2026-01-04T00:00:00Z', 'en', NOW)).toBe('in 3 days');
  });

  it('speaks Indonesian', () => {
    expect(timeUntil('2026-01-01T22:00:00Z', 'id', NOW)).toBe('dalam 22 jam');
  });

  it('never speaks of the past', () => {
    expect(timeUntil('2025-12-31T00:00:00Z', 'en', NOW)).toBe('in 0 minutes');
  });
});
