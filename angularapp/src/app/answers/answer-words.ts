/** Chooses the words for what a model answered; the sentences themselves are in the result scope. */
import { Prediction } from '../api/models';

/** A translation key with its values. */
export interface Wording {
  readonly key: string;
  readonly values: Readonly<Record<string, string | number>>;
}

/** Names joined the way the language does: "A or B", "A atau B". */
export function eitherOf(names: readonly string[], locale: string): string {
  return new Intl.ListFormat(locale, { type: 'disjunction' }).format(names);
}

/** The headline of an answer. An answer that names nothing is "unknown", whatever it calls itself. */
export function answerHeadline(
  kind: Prediction['answer']['kind'],
  names: readonly string[],
  locale: string,
): Wording {
  const first = names[0];
  if (kind === 'unknown' || first === undefined) return { key: 'answer.unknown', values: {} };
  if (kind === 'set' && names.length > 1) {
    return { key: 'answer.set', values: { names: eitherOf(names, locale) } };
  }
  // A set of one: likely enough to be named, not sure enough to be said as the answer.
  const keys = { broader: 'answer.broader', set: 'answer.perhaps', term: 'answer.term' };
  return { key: keys[kind], values: { name: first } };
}

/** The same for a list, which knows too little to say why a model gave no name. */
export function answerInShort(
  kind: Prediction['answer']['kind'],
  names: readonly string[],
  locale: string,
): Wording {
  const headline = answerHeadline(kind, names, locale);
  return headline.key === 'answer.unknown' ? { key: 'answer.noName', values: {} } : headline;
}

/** The probability that stands behind the whole answer: of a set, the sum of its members. */
export function answerProbability(prediction: Pick<Prediction, 'answer' | 'top'>): number | null {
  const { kind, terms } = prediction.answer;
  if (kind === 'unknown' || kind === 'broader' || terms.length === 0) return null;
  const named = new Set(terms.map((term) => term.slug));
  const mass = prediction.top
    .filter((entry) => named.has(entry.term.slug))
    .reduce((sum, entry) => sum + entry.probability, 0);
  return Math.min(mass, 1);
}

export type Nearness = 'familiar' | 'unusual' | 'foreign';

/** How much the picture is like those the model learned from; null when the model does not tell. */
export function nearnessOf(
  novelty: number | null | undefined,
  threshold: number | null | undefined,
): Nearness | null {
  if (novelty === null || novelty === undefined || !threshold || !(threshold > 0)) return null;
  if (novelty > threshold) return 'foreign';
  return novelty > 0.8 * threshold ? 'unusual' : 'familiar';
}

/** Why a model gave no name: the picture is strange to it, or several names are about equally likely. */
export function reasonForSilence(
  prediction: Pick<Prediction, 'novelty' | 'novelty_threshold'>,
): 'unknown' | 'undecided' {
  const nearness = nearnessOf(prediction.novelty, prediction.novelty_threshold);
  return nearness === 'foreign' || nearness === null ? 'unknown' : 'undecided';
}
