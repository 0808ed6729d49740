/** Chooses which of a model's known weaknesses bear on an answer, and counts them out. */
import { Estimate, KnownWeak, Prediction } from '../api/models';

export interface Counted {
  readonly count: number;
  readonly n: number;
  readonly low: string;
  readonly high: string;
}

/** Those of the terms that were named, or came first, and those of terms often taken for them. */
export function weaknessesOf(
  prediction: Pick<Prediction, 'answer' | 'top' | 'model'>,
): readonly KnownWeak[] {
  const named = prediction.answer.terms.map((term) => term.code);
  const first = prediction.top[0]?.term.code;
  const codes = new Set(first === undefined ? named : [...named, first]);
  return prediction.model.known_weak.filter(
    (weak) => codes.has(weak.label) || weak.confused_with.some(({ label }) => codes.has(label)),
  );
}

/** "5 of 8 (31 % to 86 %)", in parts. */
export function countedOf(share: Estimate, locale: string): Counted {
  const percent = new Intl.NumberFormat(locale, { style: 'percent' });
  return {
    count: Math.round(share.value * share.n),
    n: share.n,
    low: percent.format(share.low),
    high: percent.format(share.high),
  };
}
