/** What an artwork is called, and by whom: settled labels first, else what the model says. */
import { Artwork, LabelRef, PredictionSummary, TermRef } from '../api/models';

export interface ArtworkAnswer {
  vocabulary: string;
  label: LabelRef | null;
  /** What is settled of single pictures, or of parts of them, beside the label. */
  places: PlaceLabel[];
  prediction: PredictionSummary | null;
}

export interface PlaceLabel {
  label: LabelRef;
  /** Which of the artwork's pictures, from 1. */
  picture: number;
}

/** One answer per vocabulary, in the order in which labels and predictions came. */
export function answersOf(artwork: Artwork): ArtworkAnswer[] {
  const vocabularies = new Set(
    [...artwork.labels, ...artwork.predictions].map(({ vocabulary }) => vocabulary),
  );
  return [...vocabularies].map((vocabulary) => {
    // What is settled of the whole artwork comes first.
    const [label, ...others] = artwork.labels.filter(
      (one) => one.vocabulary === vocabulary && one.term,
    );
    return {
      vocabulary,
      label: label ?? null,
      places: (label?.image ? [label, ...others] : others).map((one) => placed(artwork, one)),
      prediction: newest(artwork.predictions.filter((one) => one.vocabulary === vocabulary)),
    };
  });
}

function placed(artwork: Artwork, label: LabelRef): PlaceLabel {
  return { label, picture: artwork.images.findIndex(({ id }) => id === label.image) + 1 };
}

/** The term that the answer stands for: the person's word before the machine's. */
export function termOf(answer: ArtworkAnswer | undefined): { slug: string } | null {
  return answer?.label?.term ?? machineTerm(answer?.prediction ?? null);
}

/** The one term that the model names; null when it names several, or none. */
export function machineTerm(prediction: PredictionSummary | null): TermRef | null {
  const { kind, terms } = prediction?.answer ?? { kind: 'unknown', terms: [] };
  return kind === 'term' || kind === 'broader' ? (terms[0] ?? null) : null;
}

function newest(predictions: readonly PredictionSummary[]): PredictionSummary | null {
  return predictions.toSorted((a, b) => b.created_at.localeCompare(a.created_at))[0] ?? null;
}
