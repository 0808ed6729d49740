import { sliceParts, wordKey } from './evaluation-words';

describe("the engine's words", () => {
  it('become keys', () => {
    expect(wordKey('turned left by 90°')).toBe('turned_left_by_90');
    expect(wordKey('blur of 0.4 % of the short side')).toBe('blur_of_0_4_of_the_short_side');
  });

  it('keep the bounds of a slice apart', () => {
    expect(sliceParts('small: up to 224 px')).toEqual({ word: 'small', bounds: 'up to 224 px' });
    expect(sliceParts('wide')).toEqual({ word: 'wide', bounds: '' });
  });
});
