import { confidenceWord } from './confidence';

describe('confidenceWord', () => {
  it.each([
    [1, 'very_likely'],
    [0.9, 'very_likely'],
    [0.899, 'likely'],
    [0.7, 'likely'],
    [0.699, 'possible'],
    [0.4, 'possible'],
    [0.399, 'unsure'],
    [0, 'unsure'],
  ])('says %s as %s', (probability, word) => {
    expect(confidenceWord(probability)).toBe(word);
  });
});
