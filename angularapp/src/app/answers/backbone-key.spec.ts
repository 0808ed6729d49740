import en from '../../i18n/en';
import id from '../../i18n/id';
import { backboneKey } from './backbone-key';

const drawn = { kind: 'drawn', name: 'drawn-cloth' } as const;

describe('what a model stands on', () => {
  it('has never seen a photograph in the texture recipe, and was adapted by any other', () => {
    expect(backboneKey({ recipe: 'texture', backbone: drawn })).toBe('drawn');
    expect(backboneKey({ recipe: 'mobilenetv2-finetune', backbone: drawn })).toBe('drawnTuned');
  });

  it('is what its weights are where they were given, or what chance made of it', () => {
    for (const kind of ['imagenet', 'file', 'random'] as const) {
      const backbone = { kind, name: 'mobilenetv2' };
      expect(backboneKey({ recipe: 'mobilenetv2-finetune', backbone })).toBe(kind);
    }
  });

  it('has its meaning told in both languages', () => {
    for (const words of [en, id]) {
      for (const key of ['drawn', 'drawnTuned', 'imagenet', 'file', 'random'] as const) {
        expect(words.answers.backbone.meaning[key]).toBeTruthy();
      }
    }
  });
});
