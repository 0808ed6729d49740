import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { describe, expect, it } from 'vitest';

import en from '../../i18n/en';
import { inEnglish } from '../../i18n/testing';
import { Fixity, FixityFinding } from '../api/models';
import FilesPage from './files-page';

const PASS = { images: 12, bytes: 3_400_000, remade: 0, left: 0 };
const LAST = { ...PASS, began_at: '2026-01-01T00:00:00Z', ended_at: '2026-01-02T00:00:00Z' };
const FINDING: FixityFinding = {
  id: 1,
  kind: 'missing',
  part: 'original',
  name: 'originals/3f/a',
  detail: '',
  image: 'i1',
  filename: 'kain.jpg',
  artwork: { id: 'a1', title: 'Kain panjang' },
  found_at: '2026-01-02T00:00:00Z',
  seen_at: '2026-01-02T00:00:00Z',
};

async function page(state: Partial<Fixity>, results: FixityFinding[]): Promise<HTMLElement> {
  TestBed.configureTestingModule({
    imports: [inEnglish()],
    providers: [provideRouter([]), provideHttpClient(), provideHttpClientTesting()],
  });
  const fixture = TestBed.createComponent(FilesPage);
  fixture.detectChanges();
  const http = TestBed.inject(HttpTestingController);
  const counts = { altered: 0, missing: results.length, unreadable: 0, orphaned: 0 };
  http.expectOne('/api/fixity/').flush({ last: null, current: null, counts, ...state });
  http
    .expectOne((request) => request.url === '/api/fixity/findings/')
    .flush({ count: results.length, next: null, previous: null, results });
  await fixture.whenStable();
  return fixture.nativeElement as HTMLElement;
}

describe('FilesPage', () => {
  it('leads from a lost file to its artwork, and says what to do', async () => {
    const shown = await page({ last: LAST }, [FINDING]);
    expect(shown.querySelector('.list a')?.getAttribute('href')).toBe('/artworks/a1');
    expect(shown.textContent).toContain(en.files.advice.original);
    expect(shown.textContent).toContain('originals/3f/a');
  });

  it('says that all is well only when all was read', async () => {
    const shown = await page({ last: LAST }, []);
    expect(shown.textContent).toContain(en.files.emptyText);
  });

  it('says that the first reading goes on', async () => {
    const shown = await page({ current: { ...LAST, ended_at: null, left: 30 } }, []);
    expect(shown.textContent).toContain(en.files.never);
    expect(shown.textContent).toContain(en.files.emptyYet);
  });
});
