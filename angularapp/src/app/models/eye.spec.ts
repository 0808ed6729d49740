import en from '../../i18n/en';
import id from '../../i18n/id';
import { eyeOf } from './eye';

const shipped = { kind: 'drawn', name: 'drawn-cloth' } as const;

describe('the eye of a model', () => {
  it('has never seen a photograph in the texture recipe, and was adapted by any other', () => {
    expect(eyeOf({ recipe: 'texture', backbone: shipped })).toBe('drawn');
    expect(eyeOf({ recipe: 'mobilenetv2-finetune', backbone: shipped })).toBe('drawnTuned');
  });

  it('is what its weights are where they were given, or what chance made of it', () => {
    for (const kind of ['imagenet', 'file', 'random'] as const) {
      const backbone = { kind, name: 'mobilenetv2' };
      expect(eyeOf({ recipe: 'mobilenetv2-finetune', backbone })).toBe(kind);
    }
  });

  it('has its meaning told in both languages', () => {
    for (const words of [en, id]) {
      for (const eye of ['drawn', 'drawnTuned', 'imagenet', 'file', 'random'] as const) {
        expect(words.models.backboneMeaning[eye]).toBeTruthy();
        expect(words.result.model[eye]).toBeTruthy();
      }
    }
  });
});
