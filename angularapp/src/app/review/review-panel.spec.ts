import { provideHttpClient } from '@angular/common/http';
import { provideHttpClientTesting } from '@angular/common/http/testing';
import { ComponentFixture, TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { inEnglish } from '../../i18n/testing';
import { Answer, Prediction } from '../api/models';
import { TermSearch } from './term-search';
import { ReviewPanel } from './review-panel';
import { By } from '@angular/platform-browser';

const term = (name: string) => ({ slug: name, code: name, name: { id: name, en: name } });
const KAWUNG = term('kawung');
const TRUNTUM = term('truntum');

function answered(kind: Answer['kind'], terms: Answer['terms']): Prediction {
  return {
    id: 'p1',
    vocabulary: 'batik',
    artwork: null,
    answer: { kind, terms },
    top: [
      { term: KAWUNG, probability: 0.7 },
      { term: TRUNTUM, probability: 0.2 },
    ],
  } as unknown as Prediction;
}

describe('ReviewPanel', () => {
  let fixture: ComponentFixture<ReviewPanel>;

  beforeEach(() => {
    TestBed.configureTestingModule({
      imports: [inEnglish()],
      providers: [provideRouter([]), provideHttpClient(), provideHttpClientTesting()],
    });
    fixture = TestBed.createComponent(ReviewPanel);
  });

  afterEach(() => {
    document.querySelector<HTMLElement>('[aria-keyshortcuts="z"]')?.click();
    fixture.destroy();
  });

  function correctTo(chosen: typeof KAWUNG): string {
    fixture.detectChanges();
    const page = fixture.nativeElement as HTMLElement;
    page.querySelector<HTMLElement>('[aria-keyshortcuts="k"]')?.click();
    fixture.detectChanges();
    const search = fixture.debugElement.query(By.directive(TermSearch))
      .componentInstance as TermSearch;
    search.chosen.emit(chosen);
    fixture.detectChanges();
    return page.querySelector('.outcome')?.textContent ?? '';
  }

  it('takes a correction to the model’s own name for what it is: a confirmation', () => {
    fixture.componentRef.setInput('prediction', answered('term', [KAWUNG]));
    expect(correctTo(KAWUNG)).toContain('confirmed');
  });

  it('keeps a correction to another name', () => {
    fixture.componentRef.setInput('prediction', answered('term', [KAWUNG]));
    expect(correctTo(TRUNTUM)).toContain('corrected to truntum');
  });

  it('keeps the choice among several as a correction', () => {
    fixture.componentRef.setInput('prediction', answered('set', [KAWUNG, TRUNTUM]));
    expect(correctTo(KAWUNG)).toContain('corrected to kawung');
  });
});
