import { Artwork, LabelRef, PredictionSummary } from '../api/models';
import { answersOf, machineTerm, termOf } from './answers';

const label = (slug: string | null, vocabulary = 'batik'): LabelRef => ({
  vocabulary,
  term: slug ? { slug, code: slug, name: { id: slug, en: slug } } : null,
  image: null,
  region: '',
  source: 'review',
  named_by: 'person',
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
  learned_drawings: false,
  answer: { kind, terms: [{ slug, code: slug, name: { id: slug, en: slug } }] },
  created_at,
});

const artwork = (labels: LabelRef[], predictions: PredictionSummary[]): Artwork =>
  ({ labels, predictions, images: [{ id: 'front' }, { id: 'back' }] }) as unknown as Artwork;

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

  it('tells beside the whole what is settled of a picture and of a part of one', () => {
    const back = { ...label('parang'), image: 'back' };
    const part = { ...back, region: 'pct:0,0,50,50' };
    const [whole] = answersOf(artwork([label('kawung'), back, part], []));
    expect(whole?.label?.term?.slug).toBe('kawung');
    expect(whole?.places).toEqual([
      { label: back, picture: 2 },
      { label: part, picture: 2 },
    ]);
    expect(answersOf(artwork([label('kawung')], []))[0]?.places).toEqual([]);
    const [alone] = answersOf(artwork([back], []));
    expect(alone?.label).toBe(back);
    expect(alone?.places).toHaveLength(1);
  });

  it('gives one answer for each vocabulary', () => {
    const answers = answersOf(artwork([label('a'), label('b', 'style')], []));
    expect(answers.map(({ vocabulary }) => vocabulary)).toEqual(['batik', 'style']);
  });
});
