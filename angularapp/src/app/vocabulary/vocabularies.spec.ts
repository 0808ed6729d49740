import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { Vocabulary } from '../api/models';
import { Vocabularies } from './vocabularies';

const ADDRESS = '/api/vocabularies/?page_size=100&page=1';
const vocabulary = (slug: string, is_default = false): Vocabulary =>
  ({ slug, is_default, has_model: false }) as Vocabulary;

describe('Vocabularies', () => {
  let http: HttpTestingController;
  let vocabularies: Vocabularies;

  beforeEach(() => {
    TestBed.configureTestingModule({
      providers: [provideHttpClient(), provideHttpClientTesting()],
    });
    http = TestBed.inject(HttpTestingController);
    vocabularies = TestBed.inject(Vocabularies);
  });

  async function answer(...results: Vocabulary[]): Promise<void> {
    TestBed.tick();
    http.expectOne(ADDRESS).flush({ count: results.length, next: null, previous: null, results });
    await vi.waitFor(() => expect(vocabularies.all()).toEqual(results));
  }

  it('are read once, however many ask', async () => {
    vocabularies.refresh(); // While the first reading is under way, it is fresh enough.
    await answer(vocabulary('style'), vocabulary('batik', true));
    TestBed.inject(Vocabularies).find('batik');
    TestBed.tick();
    http.verify();
  });

  it('are found by slug; the default one comes first', async () => {
    await answer(vocabulary('style'), vocabulary('batik', true));
    expect(vocabularies.find('style')?.slug).toBe('style');
    expect(vocabularies.find('unheard-of')).toBeUndefined();
    expect(vocabularies.main()?.slug).toBe('batik');
  });

  it('stay in sight while they are read again', async () => {
    await answer(vocabulary('batik', true));
    vocabularies.refresh();
    expect(vocabularies.all()).toHaveLength(1);
    await answer({ ...vocabulary('batik', true), has_model: true });
    expect(vocabularies.main()?.has_model).toBe(true);
  });
});
