/** Names what a model looks through, as a key of the words that tell what that means. */
import { Prediction } from '../api/models';

type Answerer = Pick<Prediction['model'], 'recipe' | 'backbone'>;

/** The kind of its backbone; 'drawnTuned' where a training changed the eye that Ragam ships. */
export function eyeOf({ recipe, backbone }: Answerer): string {
  return backbone.kind === 'drawn' && recipe !== 'texture' ? 'drawnTuned' : backbone.kind;
}
