import { Statement } from '../api/models';
import { sourcesOf, toldOf } from './told';

const statement = (aspect: Statement['aspect'], source: string, source_url = ''): Statement => ({
  aspect,
  text: { id: 'a', en: 'b' },
  source,
  source_url,
  checked: null,
});

describe('what is told of a term', () => {
  const rows = [
    statement('meaning', 'A museum', 'https://museum.example/'),
    statement('use', ''),
    statement('use', 'B'),
    statement('meaning', 'A museum', 'https://museum.example/'),
    statement('meaning', '', 'https://other.example/'),
  ];

  it('names each source once, in the order of the statements', () => {
    expect(sourcesOf(rows).map(({ number, title }) => [number, title])).toEqual([
      [1, 'A museum'],
      [2, 'B'],
      [3, 'https://other.example/'],
    ]);
  });

  it('gives the statements of an aspect with the number of their source', () => {
    const numbers = (aspect: Statement['aspect']) =>
      toldOf(rows, sourcesOf(rows), aspect).map(({ source }) => source?.number ?? null);
    expect(numbers('meaning')).toEqual([1, 1, 3]);
    expect(numbers('use')).toEqual([null, 2]);
    expect(numbers('period')).toEqual([]);
  });
});
