/** How many pictures, and drawings beside them, a model version learned from. */
import { Component, computed, inject, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

import { ModelVersion } from '../../api/models';
import { Language } from '../../i18n/language';

@Component({
  selector: 'ragam-learned-from',
  imports: [TranslocoPipe],
  template: `
    <p class="meta measure">
      {{ 'versions.champion.learned' | transloco: counts() }}
      @if (drawings(); as drawings) {
        {{ 'versions.champion.drawings' | transloco: { drawings } }}
      }
    </p>
  `,
})
export class LearnedFrom {
  readonly version = input.required<ModelVersion>();

  private readonly language = inject(Language);
  protected readonly counts = computed(() => ({
    pictures: this.language.number(this.version().n_train),
    terms: this.version().labels.length,
  }));
  protected readonly drawings = computed(() => {
    const count = (this.version().figures?.studies ?? 0) * this.version().labels.length;
    return count ? this.language.number(count) : null;
  });
}
