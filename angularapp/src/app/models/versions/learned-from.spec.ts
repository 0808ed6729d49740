import { TestBed } from '@angular/core/testing';
import { beforeEach, describe, expect, it } from 'vitest';

import { inEnglish } from '../../../i18n/testing';
import { ModelVersion } from '../../api/models';
import { LearnedFrom } from './learned-from';

function learnedWith(studies: number | undefined): ModelVersion {
  return { n_train: 336, labels: ['kawung', 'parang'], figures: { studies } } as ModelVersion;
}

describe('LearnedFrom', () => {
  beforeEach(() => {
    TestBed.configureTestingModule({
      imports: [inEnglish()],
    });
  });

  function textOf(version: ModelVersion): string {
    const fixture = TestBed.createComponent(LearnedFrom);
    fixture.componentRef.setInput('version', version);
    TestBed.tick();
    return (fixture.nativeElement as HTMLElement).textContent;
  }

  it('counts the drawings of all terms that were learned from beside the pictures', () => {
    const text = textOf(learnedWith(36));
    expect(text).toContain('336 pictures of 2 terms');
    expect(text).toContain('72 further drawings');
  });

  it('says nothing of drawings where there were none', () => {
    expect(textOf(learnedWith(0))).not.toContain('further drawings');
    expect(textOf(learnedWith(undefined))).not.toContain('further drawings');
  });
});
