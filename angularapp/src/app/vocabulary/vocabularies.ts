/** The vocabularies of the house, read once and shared by all pages. */
import { httpResource } from '@angular/common/http';
import { computed, Injectable } from '@angular/core';

import { Page, Vocabulary } from '../api/models';

@Injectable({ providedIn: 'root' })
export class Vocabularies {
  readonly list = httpResource<Page<Vocabulary>>(() => '/api/vocabularies/?page_size=100');
  readonly all = computed(() => (this.list.hasValue() ? this.list.value().results : []));
  /** The one that visitors meet first. */
  readonly main = computed(() => this.all().find((one) => one.is_default) ?? this.all()[0]);

  find(slug: string): Vocabulary | undefined {
    return this.all().find((one) => one.slug === slug);
  }
}
