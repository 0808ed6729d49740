/** Words for how a model was made and what it stands on; the server's English where there are none. */
import { Injectable, inject } from '@angular/core';

import { ModelVersion } from '../api/models';
import { Language } from '../i18n/language';
import { Answerer, backboneKey } from './backbone-key';

@Injectable({ providedIn: 'root' })
export class ModelWords {
  private readonly language = inject(Language);

  recipeTitle(name: string, fallback = name): string {
    return this.language.wordsFor(`answers.recipes.${name}.title`, fallback);
  }

  /** The network's name and kind, such as "MobileNetV2, with random weights". */
  backbone({ name, kind }: Pick<ModelVersion['backbone'], 'name' | 'kind'>): string {
    const told = this.language.wordsFor(`answers.backbone.kind.${kind}`, kind);
    return `${this.backboneName(name)}, ${told}`;
  }

  /** "MobileNetV2" for the names that the engine gives its own; a file's name stays as it is. */
  backboneName(name: string): string {
    return this.language.wordsFor(`answers.backbone.name.${name}`, name);
  }

  /** What the network knows and does not know, in a sentence or two. */
  backboneMeaning(model: Answerer): string {
    const meanings = 'answers.backbone.meaning.';
    const unknown = this.language.wordsFor(`${meanings}unknown`);
    return this.language.wordsFor(meanings + backboneKey(model), unknown);
  }
}
