/** Words for recipes, their options and what a model stands on; the server's English where there are none. */
import { Injectable, inject } from '@angular/core';
import { TranslocoService } from '@jsverse/transloco';

import { ModelVersion, Recipe, RecipeOption } from '../api/models';
import { Language } from '../i18n/language';
import { sliceParts, wordKey } from './evaluation-words';
import { eyeOf } from './eye';

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
    return `${this.backboneName(backbone.name)}, ${eye}`;
  }

  /** "MobileNetV2" for the names that the engine gives its own; a file's name stays as it is. */
  backboneName(name: string): string {
    return this.worded(`models.backboneName.${name}`, name);
  }

  /** What the eye knows and does not know, in a sentence. */
  backboneMeaning(version: Pick<ModelVersion, 'recipe' | 'backbone'>): string {
    return this.worded(`models.backboneMeaning.${eyeOf(version)}`, '');
  }

  /** A change made to pictures; the engine's English where there are no words. */
  change(change: string): string {
    return this.worded(`models.robustness.changes.${wordKey(change)}`, change);
  }

  /** What pictures have in common, with its bounds as the engine gives them. */
  slice({ attribute, value }: { attribute: string; value: string }): {
    name: string;
    bounds: string;
  } {
    const { word, bounds } = sliceParts(value);
    const name = this.worded(`models.slices.attributes.${wordKey(attribute)}`, attribute);
    const said = this.worded(`models.slices.values.${wordKey(attribute)}.${wordKey(word)}`, word);
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
    return this.transloco.translate<string>(`models.slices.${form}`, { low, high, unit });
  }

  private worded(key: string, fallback: string): string {
    this.language.current();
    const text = this.transloco.translate<string>(key);
    return text === key ? fallback : text;
  }
}
