import { Term } from '../api/models';
import { entriesOf, fillTermForm, linesOf, numberOf, termChangeOf, termForm } from './term-form';

const TERM: Term = {
  slug: 'kawung',
  code: 'kawung',
  vocabulary: 'motif-batik',
  name: { id: 'Kawung', en: 'Kawung' },
  meaning: { id: 'makna', en: 'meaning' },
  period: { id: '', en: '' },
  use: { id: '', en: '' },
  origin: { place: 'Yogyakarta', province: '', latitude: -7.8, longitude: 110.36 },
  elements: [{ id: 'bulatan', en: 'oval' }],
  colours: [],
  sources: [{ title: 'Museum', checked: true }],
  look_alikes: [],
  broader: null,
  status: 'approved',
  alt_names: [],
  statements: [],
  related: [],
  artwork_count: 0,
  specimen_url: null,
  cover: null,
};

describe('the form of a motif', () => {
  it('gives back what was put in', () => {
    const form = termForm();
    fillTermForm(form, TERM);
    const { name, meaning, period, use, origin, elements, colours, sources } = TERM;
    expect(termChangeOf(form)).toEqual({
      name,
      meaning,
      period,
      use,
      origin,
      elements,
      colours,
      sources,
    });
  });

  it('pairs lines of the two languages and drops empty pairs', () => {
    expect(entriesOf({ id: 'a\n\nc', en: 'x\n\n' })).toEqual([
      { id: 'a', en: 'x' },
      { id: 'c', en: '' },
    ]);
    expect(linesOf([{ id: 'a', en: 'x' }])).toEqual({ id: 'a', en: 'x' });
  });

  it('reads numbers with comma or point and hands on what is none', () => {
    expect(numberOf(' -7,8 ')).toBe(-7.8);
    expect(numberOf('')).toBeNull();
    expect(numberOf('south')).toBe('south');
  });
});
