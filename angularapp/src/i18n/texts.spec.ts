/** Holds the two languages together: the same keys, the same placeholders, every key in use. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { FIELD_TEXTS, PROBLEM_TEXTS } from '../app/api/problem-codes';
import en from './en';
import id from './id';

type Texts = { [key: string]: string | Texts };

function flatten(texts: Texts, prefix = ''): Map<string, string> {
  const flat = new Map<string, string>();
  for (const [key, value] of Object.entries(texts)) {
    if (typeof value === 'string') flat.set(prefix + key, value);
    else for (const [inner, text] of flatten(value, `${prefix}${key}.`)) flat.set(inner, text);
  }
  return flat;
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.(ts|html)$/.test(entry.name) && !entry.name.endsWith('.spec.ts') ? [path] : [];
  });
}

/** What stands in quotes or backticks: whole keys, and beginnings of keys that end in a dot. */
function mentioned(scopes: readonly string[]): { keys: Set<string>; prefixes: string[] } {
  const text = sources(join(process.cwd(), 'src/app')).map((path) => readFileSync(path, 'utf8'));
  const pattern = new RegExp(`['"\`]((?:${scopes.join('|')})\\.[\\w.-]*)(?![\\w.(-])`, 'g');
  const found = [
    ...new Set(text.flatMap((one) => [...one.matchAll(pattern)].map(([, key]) => key!))),
  ];
  return {
    keys: new Set(found),
    prefixes: found.filter((key) => key.endsWith('.')),
  };
}

const indonesian = flatten(id as Texts);
const english = flatten(en as Texts);
const placeholders = (text: string): string[] =>
  [...text.matchAll(/{{\s*\w+\s*}}/g)].map(([one]) => one).sort();

describe('the texts', () => {
  it('have the same keys in both languages', () => {
    expect([...indonesian.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it('have the same placeholders in both languages', () => {
    const different = [...indonesian].filter(
      ([key, text]) => `${placeholders(text)}` !== `${placeholders(english.get(key) ?? '')}`,
    );
    expect(different.map(([key]) => key)).toEqual([]);
  });

  it('are nowhere empty', () => {
    const empty = [...indonesian, ...english].filter(([, text]) => !text.trim());
    expect(empty.map(([key]) => key)).toEqual([]);
  });

  const { keys, prefixes } = mentioned(Object.keys(en));

  it('exist for every key that the app asks for', () => {
    const missing = [...keys].filter((key) =>
      key.endsWith('.')
        ? ![...english.keys()].some((known) => known.startsWith(key))
        : !english.has(key) && ![...english.keys()].some((known) => known.startsWith(`${key}.`)),
    );
    expect(missing).toEqual([]);
  });

  it('are all in use', () => {
    const unused = [...english.keys()].filter(
      (key) => !keys.has(key) && !prefixes.some((prefix) => key.startsWith(prefix)),
    );
    expect(unused).toEqual([]);
  });

  it('are there for every problem, and for every fault of a field', () => {
    const under = (scope: string): string[] =>
      [...english.keys()]
        .filter((key) => key.startsWith(scope))
        .map((key) => key.slice(scope.length));
    expect(under('shared.problems.').sort()).toEqual([...PROBLEM_TEXTS].sort());
    expect(under('shared.fields.').sort()).toEqual([...FIELD_TEXTS].sort());
  });
});
