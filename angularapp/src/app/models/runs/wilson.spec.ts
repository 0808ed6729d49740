import { describe, expect, it } from 'vitest';

import { wilson } from './wilson';

describe('wilson', () => {
  it('agrees with the published example of 15 out of 20', () => {
    const { low, high, n } = wilson(0.75, 20);
    expect(low).toBeCloseTo(0.531, 3);
    expect(high).toBeCloseTo(0.888, 3);
    expect(n).toBe(20);
  });

  it('stays within 0 and 1', () => {
    expect(wilson(1, 5).high).toBe(1);
    expect(wilson(0, 5).low).toBe(0);
  });
});
