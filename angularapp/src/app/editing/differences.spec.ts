import { differingFields, linesOfValue, pick } from './differences';

describe('differences of two versions of a form', () => {
  it('names the fields that say something else, however deep', () => {
    const one = { title: 'a', description: { id: 'x', en: 'y' }, sources: [{ title: 's' }] };
    const other = { title: 'a', description: { id: 'x', en: 'z' }, sources: [] };
    expect(differingFields(one, other)).toEqual(['description', 'sources']);
    expect(differingFields(one, structuredClone(one))).toEqual([]);
  });

  it('takes the named fields alone', () => {
    expect(pick({ a: 1, b: 2 }, ['b', 'c'])).toEqual({ b: 2 });
  });

  it('reads a value as lines', () => {
    expect(linesOfValue('one\n\ntwo')).toEqual(['one', 'two']);
    expect(linesOfValue({ id: 'satu', en: 'one' })).toEqual(['satu', 'one']);
    expect(linesOfValue([{ title: 'A book', checked: true }])).toEqual(['A book']);
    expect(linesOfValue({ place: 'Solo', latitude: -7.5, longitude: null })).toEqual([
      'Solo',
      '-7.5',
    ]);
    expect(linesOfValue('')).toEqual([]);
  });
});
