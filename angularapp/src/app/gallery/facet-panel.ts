/** The list of filters with how many artworks stand behind each. */
import { Component, computed, inject, input, output, signal } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

import { ArtworkFacets } from '../api/models';
import { Language } from '../i18n/language';
import { Vocabularies } from '../vocabulary/vocabularies';
import {
  activeFilters,
  FilterChoice,
  FilterName,
  GalleryFilters,
  isChosen,
  showsSpecimens,
  SPECIMEN_SWITCH,
} from './gallery-filters';

interface FacetValue {
  value: string;
  name: string;
  count: number | null;
  vocabulary?: string;
}

type FacetCount = ArtworkFacets['place'][number];

interface FacetGroup {
  filter: FilterName;
  values: FacetValue[];
}

/** A longer list is folded; folding away one or two would save no room. */
const SHOWN_FOLDED = 8;
const LONGEST_UNFOLDED = 10;

@Component({
  selector: 'ragam-facet-panel',
  imports: [TranslocoPipe],
  template: `
    @if (hasSpecimenSwitch()) {
      <label class="switch">
        <input
          type="checkbox"
          role="switch"
          [checked]="showsSpecimens()"
          (change)="chosen.emit(SPECIMEN_SWITCH)"
        />
        <span class="name">{{ 'gallery.specimens.show' | transloco }}</span>
        <span class="count">{{ specimens() }}</span>
      </label>
    }
    @for (group of drawn(); track group.filter) {
      <section>
        <h2>{{ 'gallery.facets.' + group.filter | transloco }}</h2>
        <ul role="list">
          @for (item of group.shown; track $index) {
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
        @if (group.isLong) {
          <button
            type="button"
            class="all"
            [attr.aria-expanded]="isUnfolded(group)"
            (click)="fold(group)"
          >
            {{
              (isUnfolded(group) ? 'gallery.facets.fewer' : 'gallery.facets.all')
                | transloco: { count: group.values.length }
            }}
          </button>
        }
      </section>
    }
  `,
  styleUrl: './facet-panel.css',
})
export class FacetPanel {
  readonly facets = input.required<ArtworkFacets | undefined>();
  readonly filters = input.required<GalleryFilters>();
  /** How many drawn specimens stand back for other artworks. */
  readonly hiddenSpecimens = input(0);
  readonly chosen = output<FilterChoice>();

  private readonly vocabularies = inject(Vocabularies);
  private readonly language = inject(Language);

  protected readonly SPECIMEN_SWITCH = SPECIMEN_SWITCH;
  protected readonly showsSpecimens = computed(() => showsSpecimens(this.filters()));
  protected readonly specimens = computed(() => countOf(this.facets()?.is_drawn, 'true'));
  // Where all that fits is drawn, or nothing is, there is nothing to switch.
  protected readonly hasSpecimenSwitch = computed(
    () => this.hiddenSpecimens() > 0 || this.showsSpecimens(),
  );

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
    // In the whole gallery a list of one leaves nothing to choose; a choice leaves the other groups in place.
    const fewest = activeFilters(this.filters()).length ? 1 : 2;
    return groups
      .map((group) => this.withChoice(group))
      .filter(({ values }) => values.length >= fewest);
  });
  /** The groups as they are drawn: a long one folded, what was chosen in sight all the same. */
  protected readonly drawn = computed(() =>
    this.groups().map((group) => {
      const isLong = group.values.length > LONGEST_UNFOLDED;
      const shown = group.values.filter(
        (item, index) =>
          !isLong || this.isUnfolded(group) || index < SHOWN_FOLDED || this.isChosen(group, item),
      );
      return { ...group, isLong, shown };
    }),
  );
  private readonly unfolded = signal<readonly FilterName[]>([]);

  protected isUnfolded({ filter }: FacetGroup): boolean {
    return this.unfolded().includes(filter);
  }

  protected fold({ filter }: FacetGroup): void {
    this.unfolded.update((names) =>
      names.includes(filter) ? names.filter((name) => name !== filter) : [...names, filter],
    );
  }

  /** What was chosen stays in its list, also where nothing is left of it; only a term's name is not known then. */
  private withChoice(group: FacetGroup): FacetGroup {
    const value = this.filters()[group.filter];
    if (!value || group.filter === 'term' || group.values.some((item) => item.value === value))
      return group;
    const chosen = { value, name: this.nameOf(group.filter, value), count: 0 };
    return { ...group, values: [...group.values, chosen] };
  }

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
      count: this.facets() ? countOf(this.facets()?.vocabulary, one.slug) : null,
    }));
  }

  private statusValues(): FacetValue[] {
    return plain(this.facets()?.status).map((item) => ({
      ...item,
      name: this.nameOf('status', item.value),
    }));
  }

  private nameOf(filter: FilterName, value: string): string {
    if (filter !== 'status') return value;
    return this.language.wordsFor(`gallery.status.${value}`, value);
  }
}

function countOf(values: readonly FacetCount[] | undefined, value: string): number {
  return values?.find((item) => item.value === value)?.count ?? 0;
}

function plain(values: readonly FacetCount[] | undefined): FacetValue[] {
  return (values ?? []).filter((item) => item.value).map((item) => ({ ...item, name: item.value }));
}
