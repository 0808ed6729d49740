/** What is told of a term, as pages show it: its statements by aspect, and their sources numbered. */
import { Aspect, Statement } from '../api/models';

/** A source as it stands in a list of sources. */
export interface ToldSource {
  readonly number: number;
  readonly title: string;
  /** Empty where nothing but the title is known. */
  readonly url: string;
}

/** A statement and the number of its source. */
export interface Told {
  readonly statement: Statement;
  readonly source: ToldSource | null;
}

/** The sources of statements in their order, each once. */
export function sourcesOf(statements: readonly Statement[]): ToldSource[] {
  const named = statements.filter(({ source, source_url }) => source || source_url);
  const first = named.filter(
    (one, at) => named.findIndex((other) => isSameSource(one, other)) === at,
  );
  return first.map(({ source, source_url }, at) => ({
    number: at + 1,
    title: source || source_url,
    url: source_url,
  }));
}

/** The statements of these aspects, each with its source out of the list. */
export function toldOf(
  statements: readonly Statement[],
  sources: readonly ToldSource[],
  ...aspects: readonly Aspect[]
): Told[] {
  return statements
    .filter(({ aspect }) => aspects.includes(aspect))
    .map((statement) => ({
      statement,
      source:
        sources.find(
          ({ title, url }) =>
            title === (statement.source || statement.source_url) && url === statement.source_url,
        ) ?? null,
    }));
}

function isSameSource(one: Statement, other: Statement): boolean {
  return one.source === other.source && one.source_url === other.source_url;
}
