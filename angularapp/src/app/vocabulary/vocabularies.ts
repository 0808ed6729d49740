/** The vocabularies of the house, read once and shared by all pages. */
import { computed, Injectable } from '@angular/core';

import { Vocabulary } from '../api/models';
import { wholeList } from '../api/whole-list';

@Injectable({ providedIn: 'root' })
export class Vocabularies {
  readonly list = wholeList<Vocabulary>(() => '/api/vocabularies/');
  readonly all = computed(() => (this.list.hasValue() ? this.list.value() : []));
  /** The one that visitors meet first. */
  readonly main = computed(() => this.all().find((one) => one.is_default) ?? this.all()[0]);

  find(slug: string | null | undefined): Vocabulary | undefined {
    return this.all().find((one) => one.slug === slug);
  }

  /**
   * For a page whose matter they are: their counts, and who serves, change while the app is open.
   * What is known already stays in sight meanwhile.
   */
  refresh(): void {
    this.list.reload();
  }
}
