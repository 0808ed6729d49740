/** Words for recipes, their options and what a model stands on; the server's English where there are none. */
import { Injectable, inject } from '@angular/core';
import { TranslocoService } from '@jsverse/transloco';

import { ModelVersion, Recipe, RecipeOption } from '../api/models';
import { Language } from '../i18n/language';

@Injectable({ providedIn: 'root' })
export class ModelWords {
  private readonly transloco = inject(TranslocoService);
  private readonly language = inject(Language);

  recipeTitle(name: string, fallback = name): string {
    return this.worded(`models.recipes.${name}.title`, fallback);
  }

  recipeDescription(recipe: Recipe): string {
    return this.worded(`models.recipes.${recipe.name}.description`, recipe.description);
  }

  optionLabel(option: Pick<RecipeOption, 'name'>): string {
    return this.worded(`models.options.${option.name}.label`, option.name);
  }

  optionHint(option: RecipeOption): string {
    return this.worded(`models.options.${option.name}.hint`, option.description);
  }

  /** An option's value for reading. */
  optionText(value: unknown): string {
    if (typeof value === 'boolean')
      return this.worded(`models.${value ? 'yes' : 'no'}`, `${value}`);
    return typeof value === 'number'
      ? this.language.number(value, { maximumSignificantDigits: 6, useGrouping: false })
      : String(value ?? '–');
  }

  /** "mobilenetv2, untrained eye" and the like. */
  backbone(backbone: Pick<ModelVersion['backbone'], 'name' | 'kind'>): string {
    const eye = this.worded(`models.backbone.${backbone.kind}`, backbone.kind);
    return `${backbone.name}, ${eye}`;
  }

  private worded(key: string, fallback: string): string {
    this.language.current();
    const text = this.transloco.translate<string>(key);
    return text === key ? fallback : text;
  }
}
