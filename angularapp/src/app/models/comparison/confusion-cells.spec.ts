import { describe, expect, it } from 'vitest';

import { confusionCells } from './confusion-cells';

describe('confusionCells', () => {
  it('sums both directions', () => {
    const cells = confusionCells({
      labels: ['kawung', 'nitik'],
      counts: [
        [4, 1],
        [2, 3],
      ],
    });
    expect(cells[0]![1]).toEqual({
      truth: 'kawung',
      named: 'nitik',
      count: 1,
      ofTruth: 5,
      ofNamed: 4,
      right: false,
    });
    expect(cells[1]![1]!.right).toBe(true);
  });
});
