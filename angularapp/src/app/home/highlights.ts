/** Chooses what the front page shows: spread over the collection, different from day to day. */

const DAY_MS = 86_400_000;

/** Up to `count` items, evenly spread over the list. */
export function spread<T>(items: readonly T[], count: number): T[] {
  if (items.length <= count) return [...items];
  const step = items.length / count;
  return Array.from({ length: count }, (_, index) => items[Math.floor(index * step)]).filter(
    (item): item is T => item !== undefined,
  );
}

/** The same item for everyone all day; `shift` picks another one of the day. */
export function ofTheDay<T>(items: readonly T[], shift = 0, now = Date.now()): T | undefined {
  return items[(Math.floor(now / DAY_MS) + shift) % items.length];
}

/** The first sentences of a text; all of it when it has no more. */
export function firstSentences(text: string, count: number): string {
  const sentences = text.match(/[^.!?]+[.!?]+(?=\s|$)/g) ?? [text];
  return sentences.slice(0, count).join('').trim();
}
