/** Names what a model stands on, as a key of the words that tell what that means. */
import { Prediction } from '../api/models';

/** As much of a model, or of a prediction's, as tells what it stands on. */
export type Answerer = Pick<Prediction['model'], 'recipe' | 'backbone'>;

/** The kind of its backbone; 'drawnTuned' where a training adapted the network of drawn cloth. */
export function backboneKey({ recipe, backbone }: Answerer): string {
  return backbone.kind === 'drawn' && recipe !== 'texture' ? 'drawnTuned' : backbone.kind;
}
