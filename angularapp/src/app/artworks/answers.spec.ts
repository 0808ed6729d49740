import { Artwork, LabelRef, PredictionSummary } from '../api/models';
import { answersOf, machineTerm, termOf } from './answers';

const label = (slug: string | null, vocabulary = 'batik'): LabelRef => ({
  vocabulary,
  term: slug ? { slug, code: slug, name: { id: slug, en: slug } } : null,
  source: 'review',
  settled_by: 'sari',
  settled_at: '2026-01-01T00:00:00Z',
});

const prediction = (
  slug: string,
  created_at: string,
  kind: PredictionSummary['answer']['kind'] = 'term',
): PredictionSummary => ({
  id: created_at,
  vocabulary: 'batik',
  model_version: 'v',
  top: [],
  answer: { kind, terms: [{ slug, code: slug, name: { id: slug, en: slug } }] },
  created_at,
});

const artwork = (labels: LabelRef[], predictions: PredictionSummary[]): Artwork =>
  ({ labels, predictions }) as unknown as Artwork;

describe('answersOf', () => {
  it('puts the word of a person before that of the machine', () => {
    const [answer] = answersOf(artwork([label('kawung')], [prediction('nitik', '2026-01-02')]));
    expect(termOf(answer)?.slug).toBe('kawung');
    expect(machineTerm(answer!.prediction)?.slug).toBe('nitik');
  });

  it('takes the newest prediction', () => {
    const [answer] = answersOf(
      artwork([], [prediction('old', '2026-01-01'), prediction('new', '2026-01-03')]),
    );
    expect(termOf(answer)?.slug).toBe('new');
  });

  it('names no term where the machine names several, or none', () => {
    expect(machineTerm(prediction('a', '2026-01-01', 'set'))).toBeNull();
    expect(machineTerm(prediction('a', '2026-01-01', 'unknown'))).toBeNull();
    expect(machineTerm(null)).toBeNull();
  });

  it('gives one answer for each vocabulary', () => {
    const answers = answersOf(artwork([label('a'), label('b', 'style')], []));
    expect(answers.map(({ vocabulary }) => vocabulary)).toEqual(['batik', 'style']);
  });
});
