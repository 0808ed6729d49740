import {
  activeFilters,
  filtersFrom,
  isChosen,
  paramsOf,
  queryOf,
  SPECIMEN_SWITCH,
  toggled,
} from './gallery-filters';

describe('the gallery filters', () => {
  const none = filtersFrom({});

  it('are read from the address, trimmed, with nothing where nothing stands', () => {
    const filters = filtersFrom({ term: 'kawung', q: '  solo ' });
    expect(filters).toMatchObject({ term: 'kawung', q: 'solo', place: '' });
  });

  it('take the first of a parameter that an address names twice', () => {
    expect(filtersFrom({ term: ['kawung', 'parang'], q: [] })).toMatchObject({
      term: 'kawung',
      q: '',
    });
  });

  it('leave the address when empty, and the query', () => {
    const filters = filtersFrom({ term: 'kawung' });
    expect(paramsOf(filters)['place']).toBeNull();
    expect(queryOf(filters)).toEqual({ term: 'kawung', hide_specimens: 'true' });
  });

  it('survive the way to the address and back', () => {
    const filters = filtersFrom({ term: 'kawung', place: 'Solo', q: 'tua' });
    expect(filtersFrom(paramsOf(filters))).toEqual(filters);
  });

  it('are taken off by choosing the same value again', () => {
    const choice = { filter: 'place', value: 'Solo' } as const;
    const on = toggled(none, choice);
    expect(on.place).toBe('Solo');
    expect(toggled(on, choice).place).toBe('');
  });

  it('bring the vocabulary of a term along, and drop the term with its vocabulary', () => {
    const on = toggled(none, { filter: 'term', value: 'kawung', vocabulary: 'batik' });
    expect(on).toMatchObject({ term: 'kawung', vocabulary: 'batik' });
    expect(toggled(on, { filter: 'vocabulary', value: 'style' }).term).toBe('');
  });

  it('tell terms of the same name in two vocabularies apart', () => {
    const on = toggled(none, { filter: 'term', value: 'kawung', vocabulary: 'batik' });
    expect(isChosen(on, { filter: 'term', value: 'kawung', vocabulary: 'batik' })).toBe(true);
    expect(isChosen(on, { filter: 'term', value: 'kawung', vocabulary: 'other' })).toBe(false);
  });

  it('are listed as chips in a fixed order', () => {
    const names = activeFilters(filtersFrom({ q: 'a', term: 'b' })).map(({ name }) => name);
    expect(names).toEqual(['term', 'q']);
  });

  it('leave drawn specimens out until they are asked for, which is no chip', () => {
    const shown = toggled(none, SPECIMEN_SWITCH);
    expect(paramsOf(shown)).toMatchObject({ specimens: 'show' });
    expect(queryOf(shown)).toEqual({});
    expect(activeFilters(shown)).toEqual([]);
    expect(queryOf(toggled(shown, SPECIMEN_SWITCH))).toEqual({ hide_specimens: 'true' });
  });
});
