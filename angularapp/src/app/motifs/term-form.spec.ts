import { Term } from '../api/models';
import {
  entriesOf,
  fillTermForm,
  fitRows,
  linesOf,
  moveRow,
  numberOf,
  statementForm,
  termChangeOf,
  termForm,
} from './term-form';

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
  alt_names: [{ text: 'Kawoeng', lang: 'nl' }],
  statements: [
    {
      aspect: 'meaning',
      text: { id: 'makna', en: 'meaning' },
      source: 'Museum',
      source_url: '',
      checked: { by: 'Dewi', at: '2026-01-01T00:00:00Z' },
    },
    { aspect: 'use', text: { id: '', en: 'court' }, source: '', source_url: '', checked: null },
  ],
  related: [],
  artwork_count: 0,
  specimen_url: null,
  cover: null,
};

describe('the form of a motif', () => {
  it('gives back what was put in', () => {
    const form = termForm();
    fillTermForm(form, TERM);
    const { name, alt_names, status, origin, elements, colours, statements } = TERM;
    expect(termChangeOf(form)).toEqual({
      name,
      alt_names,
      status,
      origin,
      elements,
      colours,
      statements: statements.map((row) => ({ ...row, checked: row.checked !== null })),
    });
  });

  it('leaves out rows that nothing was typed into', () => {
    const form = termForm();
    fillTermForm(form, TERM);
    form.controls.statements.push(statementForm());
    form.controls.alt_names.controls[0]?.controls.text.setValue(' ');
    expect(termChangeOf(form).statements.length).toBe(2);
    expect(termChangeOf(form).alt_names).toEqual([]);
  });

  it('puts statements in another order, with all they say', () => {
    const form = termForm();
    fillTermForm(form, TERM);
    expect(moveRow(form.controls.statements, 1, 0)).toBe(true);
    expect(moveRow(form.controls.statements, 0, -1)).toBe(false);
    const moved = termChangeOf(form).statements;
    expect(moved.map(({ aspect, checked }) => [aspect, checked])).toEqual([
      ['use', false],
      ['meaning', true],
    ]);
    expect(form.dirty).toBe(true);
  });

  it('has as many rows as a draft', () => {
    const form = termForm();
    const draft = form.getRawValue();
    draft.statements = [statementForm().getRawValue(), statementForm().getRawValue()];
    draft.alt_names = [{ text: 'a', lang: 'id' }];
    fitRows(form, draft);
    form.patchValue(draft);
    expect(form.getRawValue()).toEqual(draft);
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
