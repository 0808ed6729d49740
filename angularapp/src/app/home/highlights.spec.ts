import { firstSentences, ofTheDay, spread } from './highlights';

describe('the highlights', () => {
  it('are spread over the whole list', () => {
    expect(spread([0, 1, 2, 3, 4, 5, 6, 7], 4)).toEqual([0, 2, 4, 6]);
    expect(spread([1, 2], 4)).toEqual([1, 2]);
  });

  it('stay the same all day and change with it', () => {
    const noon = Date.UTC(2026, 0, 5, 12);
    expect(ofTheDay([1, 2, 3], 0, noon)).toBe(ofTheDay([1, 2, 3], 0, noon + 3_600_000));
    expect(ofTheDay([1, 2, 3], 0, noon)).not.toBe(ofTheDay([1, 2, 3], 0, noon + 86_400_000));
    expect(ofTheDay([], 0, noon)).toBeUndefined();
  });

  it('tell the first sentences, or all of a text without any', () => {
    expect(firstSentences('One. Two! Three?', 2)).toBe('One. Two!');
    expect(firstSentences('no end', 2)).toBe('no end');
  });
});
