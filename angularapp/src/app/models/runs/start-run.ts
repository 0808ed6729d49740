/** Starts a training run: a recipe, its options with their defaults, and what it will learn from. */
import { HttpClient, httpResource } from '@angular/common/http';
import { Component, computed, inject, input, linkedSignal, output, signal } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { firstValueFrom } from 'rxjs';

import { ModelWords } from '../../answers/model-words';
import { Recipe, RecipeOption, TrainingRunAccepted, Vocabulary } from '../../api/models';
import { problemOf } from '../../api/problem';
import { Language } from '../../i18n/language';
import { ProblemTextPipe, ProblemWords } from '../../i18n/problem-words';
import { ExpertDetails } from '../../ui/expert-details';
import { Icon } from '../../ui/icon';
import { ErrorState, Loading } from '../../ui/states';
import { optionValue } from './option-value';
import { RecipeWords } from './recipe-words';

@Component({
  selector: 'ragam-start-run',
  imports: [ErrorState, ExpertDetails, Icon, Loading, ProblemTextPipe, TranslocoPipe],
  templateUrl: './start-run.html',
  styleUrl: './start-run.css',
})
export class StartRun {
  readonly vocabulary = input.required<Vocabulary>();
  readonly started = output<TrainingRunAccepted>();

  private readonly http = inject(HttpClient);
  protected readonly language = inject(Language);
  protected readonly problemWords = inject(ProblemWords);
  protected readonly words = inject(ModelWords);
  protected readonly recipeWords = inject(RecipeWords);

  protected readonly recipes = httpResource<Recipe[]>(() => ({
    url: '/api/recipes/',
    params: { vocabulary: this.vocabulary().slug },
  }));
  protected readonly choices = computed(() =>
    this.recipes.hasValue() ? this.recipes.value() : [],
  );
  protected readonly recipe = linkedSignal<Recipe | null>(() => this.choices()[0] ?? null);
  /** Options as typed; forgotten when another recipe is chosen, whose options are others. */
  protected readonly typed = linkedSignal<Recipe | null, Record<string, string>>({
    source: this.recipe,
    computation: () => ({}),
  });
  protected readonly problems = computed(() => {
    const options = this.recipe()?.options ?? [];
    return options.filter((option) => optionValue(option, this.typed()[option.name]).problem);
  });
  protected readonly isStarting = signal(false);
  protected readonly failure = signal<unknown>(null);
  protected readonly failureText = computed(() => {
    const failure = this.failure();
    return failure ? problemOf(failure) : null;
  });

  protected shown(option: RecipeOption): string {
    return this.typed()[option.name] ?? String(option.default ?? '');
  }

  protected problemOf(option: RecipeOption): string | null {
    return optionValue(option, this.typed()[option.name]).problem;
  }

  protected type(option: RecipeOption, text: string): void {
    this.typed.update((typed) => ({ ...typed, [option.name]: text }));
  }

  protected async start(event: Event): Promise<void> {
    event.preventDefault();
    const recipe = this.recipe();
    if (!recipe || this.problems().length > 0) return;
    this.isStarting.set(true);
    this.failure.set(null);
    try {
      const accepted = await firstValueFrom(
        this.http.post<TrainingRunAccepted>('/api/training-runs/', {
          vocabulary: this.vocabulary().slug,
          recipe: recipe.name,
          options: this.optionsOf(recipe),
        }),
      );
      this.started.emit(accepted);
    } catch (error) {
      // Shown beside the button; what was typed stays.
      this.failure.set(error);
    } finally {
      this.isStarting.set(false);
    }
  }

  private optionsOf(recipe: Recipe): Record<string, unknown> {
    const options: Record<string, unknown> = {};
    for (const option of recipe.options) {
      options[option.name] = optionValue(option, this.typed()[option.name]).value;
    }
    return options;
  }
}
