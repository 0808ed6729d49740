/** By which of its other names a term was found. */
import { AltName } from '../api/models';

/** The first other name that holds what was typed, where the name itself does not; else nothing. */
export function altNameFor(
  typed: string,
  name: string,
  altNames: readonly AltName[] | undefined,
): string {
  const wanted = folded(typed);
  if (!wanted || folded(name).includes(wanted)) return '';
  return altNames?.find(({ text }) => folded(text).includes(wanted))?.text ?? '';
}

/** As the server's search compares: without case and accents. */
function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .trim();
}
