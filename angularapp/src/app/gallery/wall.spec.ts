import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';

import { ArtworkCard, ArtworkPage } from '../api/models';
import { problemInterceptor } from '../api/problem';
import { PageReturn } from '../navigation/page-return';
import { artworkWall, WallQuery } from './wall';

function part(ids: string[], count = 100, next: string | null = 'more'): ArtworkPage {
  const results = ids.map((id) => ({ id })) as ArtworkCard[];
  return { count, next, previous: null, results } as ArtworkPage;
}

describe('the wall of the gallery', () => {
  const query = signal<WallQuery>({});
  let server: HttpTestingController;
  let left: { loaded: number; list?: unknown };
  let told: () => unknown;

  beforeEach(() => {
    query.set({});
    left = { loaded: 1 };
    const pageReturn: Partial<PageReturn> = {
      loadedHere: () => left.loaded,
      listHere: () => left.list,
      remember: (describe) => (told = describe),
    };
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(withInterceptors([problemInterceptor])),
        provideHttpClientTesting(),
        { provide: PageReturn, useValue: pageReturn },
      ],
    });
    server = TestBed.inject(HttpTestingController);
  });

  afterEach(() => server.verify());

  function open(): ReturnType<typeof artworkWall> {
    const wall = TestBed.runInInjectionContext(() => artworkWall(query));
    TestBed.tick();
    return wall;
  }

  async function answer(page: number, body: ArtworkPage | null): Promise<void> {
    const request = server.expectOne(({ params }) => params.get('page') === `${page}`);
    if (body) request.flush(body);
    else request.flush({}, { status: 404, statusText: 'Not Found' });
    await new Promise((resolve) => setTimeout(resolve));
    TestBed.tick();
  }

  const ids = (wall: ReturnType<typeof artworkWall>): string[] =>
    wall.artworks().map(({ id }) => id);

  it('grows part by part, without showing one twice', async () => {
    const wall = open();
    await answer(1, part(['a', 'b']));
    wall.showMore();
    TestBed.tick();
    await answer(2, part(['b', 'c'], 100, null));
    expect(ids(wall)).toEqual(['a', 'b', 'c']);
    expect(wall.hasMore()).toBe(false);
    expect(told()).toMatchObject({ parts: 2 });
  });

  it('is read to the same depth on the way back', async () => {
    left = { loaded: 2 };
    const wall = open();
    await answer(1, part(['a']));
    await answer(2, part(['b']));
    expect(ids(wall)).toEqual(['a', 'b']);
  });

  it('shows at once what it showed when it was left, until the answer is there', async () => {
    left.list = { query: '{}', artworks: [{ id: 'old' }], latest: part(['old']) };
    const wall = open();
    expect(ids(wall)).toEqual(['old']);
    await answer(1, part(['new']));
    expect(ids(wall)).toEqual(['new']);
  });

  it('does not show what was left under other filters', async () => {
    left.list = { query: '{"q":"x"}', artworks: [{ id: 'old' }], latest: part(['old']) };
    expect(ids(open())).toEqual([]);
    await answer(1, part(['a']));
  });

  it('ends where the list has become shorter meanwhile', async () => {
    left = { loaded: 2 };
    const wall = open();
    await answer(1, part(['a']));
    await answer(2, null);
    expect(ids(wall)).toEqual(['a']);
    expect(wall.list.error()).toBeUndefined();
  });

  it('starts anew with other filters, and keeps the old wall until they are answered', async () => {
    const wall = open();
    await answer(1, part(['a']));
    expect(ids(wall)).toEqual(['a']);
    query.set({ q: 'x' });
    TestBed.tick();
    expect(ids(wall)).toEqual(['a']);
    expect(wall.isCurrent()).toBe(false);
    await answer(1, part(['x'], 1, null));
    expect(ids(wall)).toEqual(['x']);
    expect(wall.isCurrent()).toBe(true);
  });
});
