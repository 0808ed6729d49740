/** Words for recipes and their options; the server's English where there are none. */
import { Injectable, inject } from '@angular/core';

import { Recipe, RecipeOption } from '../../api/models';
import { Language } from '../../i18n/language';

@Injectable({ providedIn: 'root' })
export class RecipeWords {
  private readonly language = inject(Language);

  description({ name, description }: Recipe): string {
    return this.language.wordsFor(`runs.recipes.${name}.description`, description);
  }

  optionLabel({ name }: Pick<RecipeOption, 'name'>): string {
    return this.language.wordsFor(`runs.options.${name}.label`, name);
  }

  optionHint({ name, description }: RecipeOption): string {
    return this.language.wordsFor(`runs.options.${name}.hint`, description);
  }

  /** An option's value for reading. */
  optionText(value: unknown): string {
    if (typeof value === 'boolean') return this.language.wordsFor(`runs.${value ? 'yes' : 'no'}`);
    return typeof value === 'number'
      ? this.language.number(value, { maximumSignificantDigits: 6, useGrouping: false })
      : String(value ?? '–');
  }
}
