import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { ResourceRef, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { wholeList } from './whole-list';

describe('wholeList', () => {
  const address = signal<string | undefined>(undefined);
  let http: HttpTestingController;
  let list: ResourceRef<readonly string[] | undefined>;

  beforeEach(() => {
    address.set(undefined);
    TestBed.configureTestingModule({
      providers: [provideHttpClient(), provideHttpClientTesting()],
    });
    http = TestBed.inject(HttpTestingController);
    list = TestBed.runInInjectionContext(() => wholeList<string>(address));
  });

  it('asks for one page after the other, with the filters of the address', async () => {
    address.set('/api/terms/?vocabulary=batik');
    TestBed.tick();
    http
      .expectOne('/api/terms/?vocabulary=batik&page_size=100&page=1')
      .flush({ count: 3, next: 'somewhere', previous: null, results: ['kawung', 'nitik'] });
    http
      .expectOne('/api/terms/?vocabulary=batik&page_size=100&page=2')
      .flush({ count: 3, next: null, previous: 'somewhere', results: ['truntum'] });
    await vi.waitFor(() => expect(list.value()).toEqual(['kawung', 'nitik', 'truntum']));
    http.verify();
  });

  it('reads nothing while there is no address', () => {
    TestBed.tick();
    http.verify();
    expect(list.hasValue()).toBe(false);
  });

  it('tells what went wrong', async () => {
    address.set('/api/terms/');
    TestBed.tick();
    http
      .expectOne('/api/terms/?page_size=100&page=1')
      .flush({}, { status: 503, statusText: 'Unavailable' });
    await vi.waitFor(() => expect(list.error()).toMatchObject({ status: 503 }));
  });
});
