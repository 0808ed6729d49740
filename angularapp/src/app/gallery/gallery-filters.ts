/** The gallery's filters as they stand in the address. */
import { Params } from '@angular/router';

export const FILTER_NAMES = [
  'vocabulary',
  'term',
  'place',
  'technique',
  'status',
  'q',
  'specimens',
] as const;
export type FilterName = (typeof FILTER_NAMES)[number];

export type GalleryFilters = Readonly<Record<FilterName, string>>;

/** Filters from whatever the address holds; unknown parameters are left alone. */
export function filtersFrom(
  params: Partial<Record<FilterName, string | readonly string[] | undefined>>,
): GalleryFilters {
  const entries = FILTER_NAMES.map((name) => [name, firstOf(params[name]).trim()]);
  return Object.fromEntries(entries) as GalleryFilters;
}

/** The router gives a list where an address names a parameter twice. */
function firstOf(value: string | readonly string[] | undefined): string {
  return (typeof value === 'string' ? value : value?.[0]) ?? '';
}

/** The address of the filters; an empty filter leaves the address. */
export function paramsOf(filters: GalleryFilters): Params {
  return Object.fromEntries(FILTER_NAMES.map((name) => [name, filters[name] || null]));
}

/** The query for the list: only filters that are set, and without specimens unless they are asked for. */
export function queryOf(filters: GalleryFilters): Record<string, string> {
  const query = Object.fromEntries(activeFilters(filters).map(({ name, value }) => [name, value]));
  return showsSpecimens(filters) ? query : { ...query, hide_specimens: 'true' };
}

/** Shows drawn specimens beside other artworks, or leaves them out again. */
export const SPECIMEN_SWITCH: FilterChoice = { filter: 'specimens', value: 'show' };

export function showsSpecimens(filters: GalleryFilters): boolean {
  return isChosen(filters, SPECIMEN_SWITCH);
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

/** The filters that narrow the list, in the order in which they are shown. */
export function activeFilters(filters: GalleryFilters): { name: FilterName; value: string }[] {
  return FILTER_NAMES.filter((name) => name !== SPECIMEN_SWITCH.filter && filters[name]).map(
    (name) => ({ name, value: filters[name] }),
  );
}
