import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { ComponentFixture, TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { inEnglish } from '../../i18n/testing';
import { TermSearch } from './term-search';

const term = (name: string, more: object = {}) => ({
  slug: name,
  code: name,
  name: { id: name, en: name },
  alt_names: [],
  status: 'approved',
  ...more,
});

describe('TermSearch', () => {
  let fixture: ComponentFixture<TermSearch>;

  beforeEach(() => {
    TestBed.configureTestingModule({
      imports: [inEnglish()],
      providers: [provideRouter([]), provideHttpClient(), provideHttpClientTesting()],
    });
    fixture = TestBed.createComponent(TermSearch);
    fixture.componentRef.setInput('vocabulary', 'batik');
    fixture.componentRef.setInput('suggestions', []);
  });

  async function type(words: string, found: object[]): Promise<string[]> {
    vi.useFakeTimers();
    fixture.detectChanges();
    const box = fixture.nativeElement.querySelector('input') as HTMLInputElement;
    box.value = words;
    box.dispatchEvent(new Event('input'));
    fixture.detectChanges();
    vi.advanceTimersByTime(500);
    vi.useRealTimers();
    TestBed.tick();
    TestBed.inject(HttpTestingController)
      .expectOne((request) => request.params.get('q') === words)
      .flush({ count: found.length, next: null, previous: null, results: found });
    await fixture.whenStable();
    const chips = (fixture.nativeElement as HTMLElement).querySelectorAll('.chip');
    return [...chips].map((chip) => chip.textContent?.replace(/\s+/g, ' ').trim() ?? '');
  }

  it('says by which other name a term was found', async () => {
    const pring = term('Pring', { alt_names: [{ text: 'Pring sedhapur', lang: 'jv' }] });
    expect(await type('SEDHAPUR', [pring])).toEqual(['Pring Pring sedhapur']);
    expect(fixture.nativeElement.querySelector('.chip').getAttribute('aria-label')).toContain(
      'Pring sedhapur',
    );
  });

  it('offers no term that is no longer to be used', async () => {
    expect(await type('pr', [term('Pring'), term('Pr', { status: 'deprecated' })])).toEqual([
      'Pring',
    ]);
  });
});
