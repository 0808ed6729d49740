import { provideHttpClient } from '@angular/common/http';
import { provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { beforeEach, describe, expect, it } from 'vitest';

import en from '../../i18n/en';
import { inEnglish } from '../../i18n/testing';
import { Prediction } from '../api/models';
import { ModelNote } from './model-note';

function answeredBy(model: Partial<Prediction['model']>): Prediction {
  return {
    answer: { kind: 'unknown', terms: [] },
    top: [],
    novelty: 0.2,
    novelty_threshold: 0.5,
    vocabulary: 'motifs',
    model_version: 'v1',
    model: {
      id: 'v1',
      number: 1,
      recipe: 'texture',
      backbone: { kind: 'drawn', name: 'ragam' },
      known_weak: [],
      learned_drawings: false,
      ...model,
    },
  } as unknown as Prediction;
}

describe('ModelNote', () => {
  beforeEach(() => {
    TestBed.configureTestingModule({
      imports: [inEnglish()],
      providers: [provideRouter([]), provideHttpClient(), provideHttpClientTesting()],
    });
  });

  function textOf(model: Partial<Prediction['model']>): string {
    const fixture = TestBed.createComponent(ModelNote);
    fixture.componentRef.setInput('prediction', answeredBy(model));
    TestBed.tick();
    return (fixture.nativeElement as HTMLElement).textContent;
  }

  it('says that percentages of a model of drawings hold for drawings', () => {
    expect(textOf({ learned_drawings: true })).toContain(en.result.model.calibratedOnDrawings);
    expect(textOf({ learned_drawings: false })).toContain(en.result.model.calibrated);
  });

  it('says what the model stands on', () => {
    expect(textOf({})).toContain(en.answers.backbone.meaning.drawn);
    expect(textOf({ backbone: { kind: 'random', name: 'mobilenetv2' } })).toContain(
      en.answers.backbone.meaning.random,
    );
    expect(textOf({ backbone: { kind: 'imagenet', name: 'efficientnet-lite0' } })).toContain(
      'It stands on EfficientNet-Lite0',
    );
  });

  it('says so where it is not recorded what the model stands on', () => {
    const unheard = { kind: 'unheard-of', name: 'x' } as unknown as Prediction['model']['backbone'];
    expect(textOf({ backbone: unheard })).toContain(en.answers.backbone.meaning.unknown);
  });
});
