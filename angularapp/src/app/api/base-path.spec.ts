import { HttpClient, provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';

import { basePath, underBase } from './base-path';

describe('an address of the API', () => {
  it('is asked for below the base of the page', () => {
    expect(new URL(underBase('/api/me/'), 'http://museum.example/batik/').pathname).toBe(
      '/batik/api/me/',
    );
    expect(new URL(underBase('/api/me/'), 'http://museum.example/').pathname).toBe('/api/me/');
  });

  it('stays as the server gave it', () => {
    for (const url of ['/batik/api/images/1/', 'https://museum.example/batik/api/artworks/?page=2'])
      expect(underBase(url)).toBe(url);
  });

  it('is so in every request', () => {
    TestBed.configureTestingModule({
      providers: [provideHttpClient(withInterceptors([basePath])), provideHttpClientTesting()],
    });
    TestBed.inject(HttpClient)
      .get('/api/artworks/', { params: { q: 'a' } })
      .subscribe();
    TestBed.inject(HttpTestingController).expectOne('api/artworks/?q=a').flush({});
  });
});
