import { describe, expect, it } from 'vitest';

import { Prediction } from '../api/models';
import {
  answerHeadline,
  answerProbability,
  eitherOf,
  nearnessOf,
  reasonForSilence,
} from './answer-words';

function term(slug: string): Prediction['top'][number]['term'] {
  return { slug, code: slug, name: { id: slug, en: slug } };
}

describe('answerHeadline', () => {
  it('names one term', () => {
    expect(answerHeadline('term', ['Kawung'], 'en')).toEqual({
      key: 'answer.term',
      values: { name: 'Kawung' },
    });
  });

  it('joins a set in the words of the language', () => {
    expect(answerHeadline('set', ['Parang', 'Lereng'], 'en').values['names']).toBe(
      'Parang or Lereng',
    );
    expect(eitherOf(['Parang', 'Lereng'], 'id')).toBe('Parang atau Lereng');
  });

  it('says a set of one less surely than a term', () => {
    expect(answerHeadline('set', ['Parang'], 'en')).toEqual({
      key: 'answer.perhaps',
      values: { name: 'Parang' },
    });
  });

  it('says a broader term as such', () => {
    expect(answerHeadline('broader', ['Geometric'], 'en').key).toBe('answer.broader');
  });

  it('never names a term it does not know', () => {
    expect(answerHeadline('unknown', ['Kawung'], 'en').key).toBe('answer.unknown');
    expect(answerHeadline('term', [], 'en').key).toBe('answer.unknown');
  });
});

describe('answerProbability', () => {
  const top = [
    { term: term('a'), probability: 0.5 },
    { term: term('b'), probability: 0.4 },
  ];

  it('adds up a set', () => {
    const answer = { kind: 'set' as const, terms: [term('a'), term('b')] };
    expect(answerProbability({ answer, top })).toBeCloseTo(0.9);
  });

  it('has no number for "unknown"', () => {
    expect(answerProbability({ answer: { kind: 'unknown', terms: [] }, top })).toBeNull();
  });
});

describe('nearnessOf', () => {
  it('reads novelty against the threshold of the model', () => {
    expect(nearnessOf(0.5, 1)).toBe('familiar');
    expect(nearnessOf(0.9, 1)).toBe('unusual');
    expect(nearnessOf(1.1, 1)).toBe('foreign');
  });

  it('says nothing when there is nothing to compare with', () => {
    expect(nearnessOf(0.5, null)).toBeNull();
    expect(nearnessOf(null, 1)).toBeNull();
  });
});

describe('reasonForSilence', () => {
  it('does not call a picture strange that is like the known ones', () => {
    expect(reasonForSilence({ novelty: 0.45, novelty_threshold: 0.4 })).toBe('unknown');
    expect(reasonForSilence({ novelty: 0.25, novelty_threshold: 0.4 })).toBe('undecided');
    expect(reasonForSilence({ novelty: 0.25, novelty_threshold: null })).toBe('unknown');
  });
});
