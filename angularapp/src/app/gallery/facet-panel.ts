/** The list of filters with how many artworks stand behind each. */
import { Component, computed, inject, input, output } from '@angular/core';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';

import { ArtworkFacets } from '../api/models';
import { Language } from '../i18n/language';
import { Vocabularies } from '../vocabulary/vocabularies';
import { FilterChoice, FilterName, GalleryFilters, isChosen } from './gallery-filters';

interface FacetValue {
  value: string;
  name: string;
  count: number | null;
  vocabulary?: string;
}

interface FacetGroup {
  filter: FilterName;
  values: FacetValue[];
}

@Component({
  selector: 'ragam-facet-panel',
  imports: [TranslocoPipe],
  template: `
    @for (group of groups(); track group.filter) {
      <section>
        <h2>{{ 'gallery.facets.' + group.filter | transloco }}</h2>
        <ul role="list">
          @for (item of group.values; track $index) {
            <li>
              <button
                type="button"
                [attr.aria-pressed]="isChosen(group, item)"
                (click)="chosen.emit(choiceOf(group, item))"
              >
                <span class="name">{{ item.name }}</span>
                @if (item.count !== null) {
                  <span class="count">{{ item.count }}</span>
                }
              </button>
            </li>
          }
        </ul>
      </section>
    }
  `,
  styleUrl: './facet-panel.css',
})
export class FacetPanel {
  readonly facets = input.required<ArtworkFacets | undefined>();
  readonly filters = input.required<GalleryFilters>();
  readonly chosen = output<FilterChoice>();

  private readonly vocabularies = inject(Vocabularies);
  private readonly language = inject(Language);
  private readonly transloco = inject(TranslocoService);

  protected readonly groups = computed<FacetGroup[]>(() => {
    const facets = this.facets();
    const groups: FacetGroup[] = [
      { filter: 'vocabulary', values: this.vocabularyValues() },
      {
        filter: 'term',
        values: (facets?.term ?? []).map((item) => ({
          ...item,
          name: this.language.pick(item.name),
        })),
      },
      { filter: 'place', values: plain(facets?.place) },
      { filter: 'technique', values: plain(facets?.technique) },
      { filter: 'status', values: this.statusValues() },
    ];
    // A list of one leaves nothing to choose, unless it is the choice that was made.
    return groups.filter(
      ({ filter, values }) => values.length > 1 || (values.length === 1 && this.filters()[filter]),
    );
  });

  protected choiceOf(group: FacetGroup, item: FacetValue): FilterChoice {
    // With one vocabulary in the house, naming it would only be one more filter to read.
    const vocabulary = this.vocabularies.all().length > 1 ? item.vocabulary : undefined;
    return { filter: group.filter, value: item.value, vocabulary };
  }

  protected isChosen(group: FacetGroup, item: FacetValue): boolean {
    return isChosen(this.filters(), this.choiceOf(group, item));
  }

  private vocabularyValues(): FacetValue[] {
    return this.vocabularies.all().map((one) => ({
      value: one.slug,
      name: this.language.pick(one.name),
      count: one.artwork_count,
    }));
  }

  private statusValues(): FacetValue[] {
    return plain(this.facets()?.status).map((item) => ({
      ...item,
      name: this.transloco.translate(`gallery.status.${item.value}`, {}, this.language.current()),
    }));
  }
}

function plain(values: readonly { value: string; count: number }[] | undefined): FacetValue[] {
  return (values ?? []).filter((item) => item.value).map((item) => ({ ...item, name: item.value }));
}
