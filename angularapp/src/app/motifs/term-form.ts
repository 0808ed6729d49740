/** A motif's record as a form, and back again. */
import { FormArray, FormControl, FormGroup } from '@angular/forms';

import { LocalizedText, Term, TermSource } from '../api/models';

const text = (value = ''): FormControl<string> => new FormControl(value, { nonNullable: true });
const bilingual = () => new FormGroup({ id: text(), en: text() });

export type SourceForm = ReturnType<typeof sourceForm>;
export type TermForm = ReturnType<typeof termForm>;

/** What PATCH takes; look-alikes are not edited here and stay as they are. */
export type TermChange = Pick<
  Term,
  'name' | 'meaning' | 'period' | 'use' | 'elements' | 'colours' | 'sources'
> & { origin: OriginChange };

/** What is not a number goes out as it was typed, so that the server's answer stands at the field. */
interface OriginChange {
  place: string;
  province: string;
  latitude: number | string | null;
  longitude: number | string | null;
}

export function sourceForm(source: TermSource = { title: '', checked: false }) {
  return new FormGroup({
    title: text(source.title),
    checked: new FormControl(source.checked, { nonNullable: true }),
  });
}

/** Lists are typed one entry per line, in two columns of languages. */
export function termForm() {
  return new FormGroup({
    name: bilingual(),
    meaning: bilingual(),
    period: bilingual(),
    use: bilingual(),
    elements: bilingual(),
    colours: bilingual(),
    origin: new FormGroup({
      place: text(),
      province: text(),
      latitude: text(),
      longitude: text(),
    }),
    sources: new FormArray<SourceForm>([]),
  });
}

/** Put a term into the form, as it is on the server. */
export function fillTermForm(form: TermForm, term: Term): void {
  const { latitude, longitude } = term.origin;
  form.setControl('sources', new FormArray(term.sources.map(sourceForm)));
  form.reset({
    ...term,
    origin: { ...term.origin, latitude: numberText(latitude), longitude: numberText(longitude) },
    elements: linesOf(term.elements),
    colours: linesOf(term.colours),
    sources: term.sources,
  });
}

export function termChangeOf(form: TermForm): TermChange {
  const value = form.getRawValue();
  const { place, province, latitude, longitude } = value.origin;
  return {
    ...value,
    origin: { place, province, latitude: numberOf(latitude), longitude: numberOf(longitude) },
    elements: entriesOf(value.elements),
    colours: entriesOf(value.colours),
    sources: value.sources
      .map(({ title, checked }) => ({ title: title.trim(), checked }))
      .filter(({ title }) => title),
  };
}

/** One text per language with an entry on each line. */
export function linesOf(entries: readonly LocalizedText[]): LocalizedText {
  return {
    id: entries.map(({ id }) => id).join('\n'),
    en: entries.map(({ en }) => en).join('\n'),
  };
}

/** The lines paired by position; a line that is empty in both languages is left out. */
export function entriesOf(lines: LocalizedText): LocalizedText[] {
  const id = (lines.id ?? '').split('\n');
  const en = (lines.en ?? '').split('\n');
  return Array.from({ length: Math.max(id.length, en.length) }, (_, index) => ({
    id: id[index]?.trim() ?? '',
    en: en[index]?.trim() ?? '',
  })).filter((entry) => entry.id || entry.en);
}

/** A number typed with comma or point; null when nothing is typed; else the text itself. */
export function numberOf(typed: string): number | string | null {
  const text = typed.trim();
  const value = Number(text.replace(',', '.'));
  return text ? (Number.isFinite(value) ? value : text) : null;
}

/** As many source rows as a draft has, so that none of its lines is lost. */
export function fitSources(form: TermForm, draft: Record<string, unknown>): void {
  const sources = Array.isArray(draft['sources']) ? (draft['sources'] as TermSource[]) : [];
  form.setControl('sources', new FormArray(sources.map(sourceForm)));
}

function numberText(value: number | null | undefined): string {
  return typeof value === 'number' ? String(value) : '';
}
