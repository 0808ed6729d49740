/** A motif's record as a form, and back again. */
import { FormArray, FormControl, FormGroup } from '@angular/forms';

import {
  AltName,
  Aspect,
  LocalizedText,
  NameLanguage,
  Statement,
  StatementChange,
  Term,
  TermStatus,
} from '../api/models';

export const ASPECTS = [
  'meaning',
  'name',
  'origin',
  'period',
  'use',
  'technique',
  'elements',
  'colours',
  'reference',
] as const satisfies readonly Aspect[];
export const STATUSES = [
  'candidate',
  'approved',
  'deprecated',
] as const satisfies readonly TermStatus[];
export const NAME_LANGUAGES = [
  'id',
  'en',
  'jv',
  'su',
  'ban',
  'mad',
  'min',
  'ms',
  'nl',
  'fr',
  'de',
  'it',
  'es',
  'pt',
  'zh',
  'ja',
  'ar',
  'und',
] as const satisfies readonly NameLanguage[];

const text = (value = ''): FormControl<string> => new FormControl(value, { nonNullable: true });
const one = <T>(value: T): FormControl<T> => new FormControl(value, { nonNullable: true });
const bilingual = (value: Partial<LocalizedText> = {}) =>
  new FormGroup({ id: text(value.id), en: text(value.en) });

export type StatementForm = ReturnType<typeof statementForm>;
export type AltNameForm = ReturnType<typeof altNameForm>;
export type TermForm = ReturnType<typeof termForm>;

/** What PATCH takes; look-alikes and related terms are not edited here and stay as they are. */
export type TermChange = Pick<Term, 'name' | 'alt_names' | 'status' | 'elements' | 'colours'> & {
  origin: OriginChange;
  statements: StatementChange[];
};

/** What is not a number goes out as it was typed, so that the server's answer stands at the field. */
interface OriginChange {
  place: string;
  province: string;
  latitude: number | string | null;
  longitude: number | string | null;
}

/** A statement in the form: whether somebody checked it, not who. */
export type StatementValue = Omit<Statement, 'checked'> & { checked: boolean };

export function statementForm(value?: StatementValue) {
  return new FormGroup({
    aspect: one<Aspect>(value?.aspect ?? 'meaning'),
    text: bilingual(value?.text),
    source: text(value?.source),
    source_url: text(value?.source_url),
    checked: one(value?.checked ?? false),
  });
}

export function altNameForm(value?: AltName) {
  return new FormGroup({
    text: text(value?.text),
    lang: one<NameLanguage>(value?.lang ?? 'id'),
  });
}

/** Lists are typed one entry per line, in two columns of languages. */
export function termForm() {
  return new FormGroup({
    name: bilingual(),
    alt_names: new FormArray<AltNameForm>([]),
    status: one<TermStatus>('approved'),
    statements: new FormArray<StatementForm>([]),
    elements: bilingual(),
    colours: bilingual(),
    origin: new FormGroup({
      place: text(),
      province: text(),
      latitude: text(),
      longitude: text(),
    }),
  });
}

/** Put a term into the form, as it is on the server. */
export function fillTermForm(form: TermForm, term: Term): void {
  const { latitude, longitude } = term.origin;
  const statements = term.statements.map((row) => ({ ...row, checked: row.checked !== null }));
  fitRows(form, { statements, alt_names: term.alt_names });
  form.reset({
    name: term.name,
    alt_names: term.alt_names,
    status: term.status,
    statements,
    elements: linesOf(term.elements),
    colours: linesOf(term.colours),
    origin: { ...term.origin, latitude: numberText(latitude), longitude: numberText(longitude) },
  });
}

export function termChangeOf(form: TermForm): TermChange {
  const { name, alt_names, status, statements, elements, colours, origin } = form.getRawValue();
  return {
    name,
    alt_names: alt_names
      .map((row) => ({ ...row, text: row.text.trim() }))
      .filter((row) => row.text),
    status,
    statements: statements.filter((row) => !isEmpty(row)),
    elements: entriesOf(elements),
    colours: entriesOf(colours),
    origin: {
      place: origin.place,
      province: origin.province,
      latitude: numberOf(origin.latitude),
      longitude: numberOf(origin.longitude),
    },
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

/** As many rows as these values have, so that none of a draft's lines is lost. */
export function fitRows(form: TermForm, values: Record<string, unknown>): void {
  const rows = <T>(name: string) => (Array.isArray(values[name]) ? (values[name] as T[]) : []);
  form.setControl(
    'statements',
    new FormArray(rows<StatementValue>('statements').map(statementForm)),
  );
  form.setControl('alt_names', new FormArray(rows<AltName>('alt_names').map(altNameForm)));
}

/** Put a statement before or behind its neighbour; false where there is none. */
export function moveRow(rows: FormArray<StatementForm>, from: number, to: number): boolean {
  const row = rows.controls[from];
  if (!row || to < 0 || to >= rows.length) return false;
  rows.removeAt(from, { emitEvent: false });
  rows.insert(to, row);
  rows.markAsDirty();
  return true;
}

function isEmpty({ text, source, source_url }: StatementValue): boolean {
  return ![text.id, text.en, source, source_url].some((part) => part?.trim());
}

function numberText(value: number | null | undefined): string {
  return typeof value === 'number' ? String(value) : '';
}
