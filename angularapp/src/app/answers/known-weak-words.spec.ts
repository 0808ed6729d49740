import { countedOf, weaknessesOf } from './known-weak-words';

const share = { value: 0.625, low: 0.306, high: 0.863, n: 8 };
const weak = {
  label: 'kawung',
  sentence: { id: '', en: '' },
  recall: share,
  confused_with: [{ ...share, label: 'parang', count: 5 }],
};

function answered(code: string): Parameters<typeof weaknessesOf>[0] {
  const term = { slug: code, code, name: { id: code, en: code } };
  return {
    answer: { kind: 'term', terms: [term] },
    top: [{ term, probability: 0.9 }],
    model: {
      id: '1',
      number: 1,
      recipe: 'texture',
      backbone: { kind: 'imagenet', name: 'mobilenetv2' },
      known_weak: [weak],
      learned_drawings: false,
    },
  };
}

describe('known weaknesses', () => {
  it('are shown with the term itself and with the one it is taken for, and with no other', () => {
    expect(weaknessesOf(answered('kawung'))).toEqual([weak]);
    expect(weaknessesOf(answered('parang'))).toEqual([weak]);
    expect(weaknessesOf(answered('truntum'))).toEqual([]);
  });

  it('are counted out with their interval', () => {
    expect(countedOf(share, 'en')).toEqual({ count: 5, n: 8, low: '31%', high: '86%' });
  });
});
