import { provideHttpClient } from '@angular/common/http';
import { provideHttpClientTesting } from '@angular/common/http/testing';
import { ComponentFixture, TestBed } from '@angular/core/testing';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { inEnglish } from '../../i18n/testing';
import { ArtworkFacets } from '../api/models';
import { FacetPanel } from './facet-panel';
import { filtersFrom, SPECIMEN_SWITCH } from './gallery-filters';

const FACETS: ArtworkFacets = {
  vocabulary: [{ value: 'batik', count: 3 }],
  term: [{ vocabulary: 'batik', value: 'kawung', name: { id: 'Kawung', en: 'Kawung' }, count: 3 }],
  place: [],
  technique: [],
  status: [{ value: 'published', count: 3 }],
  is_drawn: [
    { value: 'false', count: 3 },
    { value: 'true', count: 12 },
  ],
};

describe('the facet panel', () => {
  let fixture: ComponentFixture<FacetPanel>;

  beforeEach(() => {
    TestBed.configureTestingModule({
      imports: [inEnglish()],
      providers: [provideHttpClient(), provideHttpClientTesting()],
    });
    fixture = TestBed.createComponent(FacetPanel);
    fixture.componentRef.setInput('facets', FACETS);
    fixture.componentRef.setInput('filters', filtersFrom({}));
  });

  function element(): HTMLElement {
    TestBed.tick();
    return fixture.nativeElement as HTMLElement;
  }

  const buttons = () =>
    [...element().querySelectorAll('button')].map((one) => one.textContent.trim());

  it('folds a long list, keeps the choice in sight, and unfolds where one stands', () => {
    const place = Array.from({ length: 14 }, (_, number) => ({
      value: `Kota ${number}`,
      count: 2,
    }));
    fixture.componentRef.setInput('facets', { ...FACETS, place });
    fixture.componentRef.setInput('filters', filtersFrom({ place: 'Kota 12' }));
    const places = () => buttons().filter((text) => text.startsWith('Kota'));
    expect(places()).toHaveLength(9);
    expect(places().at(-1)).toContain('Kota 12');
    const fold = element().querySelector<HTMLButtonElement>('[aria-expanded]')!;
    expect(fold.textContent).toContain('Show all 14');
    fold.click();
    expect(places()).toHaveLength(14);
    expect(fold.textContent).toContain('Show fewer');
    expect(fold.getAttribute('aria-expanded')).toBe('true');
  });

  it('leaves a list of ten as it is', () => {
    const place = Array.from({ length: 10 }, (_, number) => ({
      value: `Kota ${number}`,
      count: 2,
    }));
    fixture.componentRef.setInput('facets', { ...FACETS, place });
    expect(element().querySelector('[aria-expanded]')).toBeNull();
    expect(buttons()).toHaveLength(10);
  });

  it('offers no list of one in the whole gallery', () => {
    expect(buttons()).toEqual([]);
  });

  it('keeps the other groups when one value is chosen, and the choice where nothing fits it', () => {
    fixture.componentRef.setInput('filters', filtersFrom({ status: 'draft' }));
    expect(buttons()).toEqual([
      expect.stringMatching(/^Kawung\s*3$/),
      expect.stringMatching(/^Published\s*3$/),
      expect.stringMatching(/^Draft\s*0$/),
    ]);
    const chosen = element().querySelectorAll('[aria-pressed="true"]');
    expect([...chosen].map((one) => one.textContent.trim())).toEqual([
      expect.stringContaining('Draft'),
    ]);
  });

  it('offers the drawn specimens where they stand back or were asked for, with their number', () => {
    const find = () => element().querySelector<HTMLInputElement>('input[role="switch"]');
    expect(find()).toBeNull();

    const chosen = vi.fn();
    fixture.componentInstance.chosen.subscribe(chosen);
    fixture.componentRef.setInput('hiddenSpecimens', 12);
    expect(find()?.checked).toBe(false);
    expect(element().textContent).toMatch(/Show drawn specimens\s*12/);
    find()?.click();
    expect(chosen).toHaveBeenCalledWith(SPECIMEN_SWITCH);

    fixture.componentRef.setInput('hiddenSpecimens', 0);
    fixture.componentRef.setInput('filters', filtersFrom({ specimens: 'show' }));
    expect(find()?.checked).toBe(true);
  });
});
