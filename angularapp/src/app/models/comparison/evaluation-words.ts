/** Words for the changes made to pictures and for kinds of pictures; the engine's English where there are none. */
import { Injectable, inject } from '@angular/core';
import { TranslocoService } from '@jsverse/transloco';

import { Language } from '../../i18n/language';

@Injectable({ providedIn: 'root' })
export class EvaluationWords {
  private readonly transloco = inject(TranslocoService);
  private readonly language = inject(Language);

  change(change: string): string {
    return this.language.wordsFor(`comparison.robustness.changes.${wordKey(change)}`, change);
  }

  /** What pictures have in common, with its bounds as the engine gives them. */
  slice(given: { attribute: string; value: string }): { name: string; bounds: string } {
    const { word, bounds } = sliceParts(given.value);
    const attribute = wordKey(given.attribute);
    const values = `comparison.slices.values.${attribute}`;
    const name = this.language.wordsFor(
      `comparison.slices.attributes.${attribute}`,
      given.attribute,
    );
    const said = this.language.wordsFor(`${values}.${wordKey(word)}`, word);
    return { name: `${name}: ${said}`, bounds: this.bounds(bounds) };
  }

  /** "up to 224 px", "0.21 to 0.35", "over 0.35" in the reader's words and number format. */
  private bounds(text: string): string {
    const numbers = (text.match(/[\d.]+/g) ?? []).map((one) => this.language.number(Number(one)));
    const unit = text.endsWith('px') ? ' px' : '';
    const form = text.startsWith('up to') ? 'upTo' : text.startsWith('over') ? 'over' : 'between';
    if (numbers.length !== (form === 'between' ? 2 : 1)) return text;
    this.language.current();
    const [low, high] = numbers;
    return this.transloco.translate<string>(`comparison.slices.${form}`, { low, high, unit });
  }
}

/** "turned left by 90°" -> "turned_left_by_90": the engine's own words as a translation key. */
export function wordKey(words: string): string {
  return words
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '');
}

/** "small: up to 224 px" in its two parts; the bounds may be empty. */
export function sliceParts(value: string): { readonly word: string; readonly bounds: string } {
  const [word = '', ...rest] = value.split(': ');
  return { word, bounds: rest.join(': ') };
}
