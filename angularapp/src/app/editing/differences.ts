/** What two versions of a record's form differ in, and how a value reads. */

export type Fields = Readonly<Record<string, unknown>>;

/** The fields that do not say the same in both. */
export function differingFields(one: Fields, other: Fields): string[] {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].filter((name) => text(one[name]) !== text(other[name]));
}

export function pick(fields: Fields, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    names.filter((name) => name in fields).map((name) => [name, fields[name]]),
  );
}

/** A field's value as lines that a person reads; none where it is empty. */
export function linesOfValue(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap((one) => linesOfValue(one).join(', ') || []);
  if (typeof value === 'object' && value !== null)
    return Object.values(value).flatMap(linesOfValue);
  if (typeof value === 'string') return value.split('\n').filter((line) => line.trim());
  return typeof value === 'number' ? [String(value)] : [];
}

function text(value: unknown): string {
  return JSON.stringify(value ?? null);
}
