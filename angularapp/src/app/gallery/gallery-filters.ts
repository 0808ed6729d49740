/** The gallery's filters as they stand in the address. */
import { Params } from '@angular/router';

export const FILTER_NAMES = ['vocabulary', 'term', 'place', 'technique', 'status', 'q'] as const;
export type FilterName = (typeof FILTER_NAMES)[number];

export type GalleryFilters = Readonly<Record<FilterName, string>>;

/** Filters from whatever the address holds; unknown parameters are left alone. */
export function filtersFrom(
  params: Partial<Record<FilterName, string | undefined>>,
): GalleryFilters {
  const entries = FILTER_NAMES.map((name) => [name, params[name]?.trim() ?? '']);
  return Object.fromEntries(entries) as GalleryFilters;
}

/** The address of the filters; an empty filter leaves the address. */
export function paramsOf(filters: GalleryFilters): Params {
  return Object.fromEntries(FILTER_NAMES.map((name) => [name, filters[name] || null]));
}

/** The query for the list: only filters that are set. */
export function queryOf(filters: GalleryFilters): Record<string, string> {
  return Object.fromEntries(
    FILTER_NAMES.flatMap((name) => (filters[name] ? [[name, filters[name]]] : [])),
  );
}

/** One value of one filter; a term comes with its vocabulary, as two may have a term of the same name. */
export interface FilterChoice {
  filter: FilterName;
  value: string;
  vocabulary?: string;
}

/** The filters after a choice; choosing the same value again takes it off. */
export function toggled(filters: GalleryFilters, choice: FilterChoice): GalleryFilters {
  const { filter, value, vocabulary } = choice;
  const isOn = isChosen(filters, choice);
  const next = { ...filters, [filter]: isOn ? '' : value };
  if (filter === 'vocabulary') return { ...next, term: '' };
  return vocabulary && !isOn ? { ...next, vocabulary } : next;
}

/** Whether the choice is in use; a term of another vocabulary is another term. */
export function isChosen(filters: GalleryFilters, choice: FilterChoice): boolean {
  const { filter, value, vocabulary } = choice;
  if (filters[filter] !== value) return false;
  return !vocabulary || !filters.vocabulary || filters.vocabulary === vocabulary;
}

/** The filters that are set, in the order in which they are shown. */
export function activeFilters(filters: GalleryFilters): { name: FilterName; value: string }[] {
  return FILTER_NAMES.flatMap((name) => (filters[name] ? [{ name, value: filters[name] }] : []));
}
