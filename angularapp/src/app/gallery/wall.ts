/** The artworks of the gallery, read part by part, and read again to the same depth on the way back. */
import { HttpClient } from '@angular/common/http';
import { computed, inject, linkedSignal, Signal, untracked } from '@angular/core';
import { rxResource } from '@angular/core/rxjs-interop';
import { catchError, forkJoin, map, Observable, of, throwError } from 'rxjs';

import { ArtworkCard, ArtworkPage } from '../api/models';
import { problemOf } from '../api/problem';
import { PageReturn } from '../navigation/page-return';

const PAGE_SIZE = 36;

/** The query of the list: filters by name. */
export type WallQuery = Readonly<Record<string, string>>;

interface Span {
  readonly from: number;
  readonly to: number;
}

interface Wall {
  readonly query: string;
  readonly artworks: readonly ArtworkCard[];
  readonly latest: ArtworkPage | null;
}

const BLANK: Wall = { query: '', artworks: [], latest: null };

/** Follows the query; what was shown stays until its answer is there. */
export function artworkWall(query: Signal<WallQuery>) {
  const http = inject(HttpClient);
  const pageReturn = inject(PageReturn);
  const wanted = computed(() => JSON.stringify(query()));
  const span = linkedSignal<string, Span>({
    source: wanted,
    computation: () => ({ from: 1, to: pageReturn.loadedHere() }),
  });
  const list = rxResource({
    params: () => ({ query: untracked(query), key: wanted(), span: span() }),
    stream: ({ params }) =>
      readPages(http, params.query, params.span).pipe(
        map((pages) => ({ key: params.key, from: params.span.from, pages })),
      ),
  });
  const wall = linkedSignal<WallAnswer | undefined, Wall>({
    source: () => (list.hasValue() ? list.value() : undefined),
    computation: (answer, previous) => {
      const before = previous?.value ?? wallLeftHere(pageReturn, wanted());
      return answer ? extended(before, answer) : before;
    },
  });
  pageReturn.remember(() => ({ parts: span().to, list: wall() }));

  const latest = computed(() => wall().latest);
  const hasMore = computed(() => Boolean(latest()?.next));
  return {
    list,
    artworks: computed(() => wall().artworks),
    latest,
    hasMore,
    /** Whether what is shown answers the query, not the one before. */
    isCurrent: computed(() => wall().query === wanted()),
    showMore: (): void => {
      if (!hasMore() || list.isLoading()) return;
      span.update(({ to }) => ({ from: to + 1, to: to + 1 }));
    },
  };
}

interface WallAnswer {
  readonly key: string;
  readonly from: number;
  readonly pages: readonly ArtworkPage[];
}

function readPages(
  http: HttpClient,
  query: WallQuery,
  { from, to }: Span,
): Observable<ArtworkPage[]> {
  const numbers = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  const reads = numbers.map((page) => readPage(http, query, page));
  return forkJoin(reads).pipe(map((pages) => pages.filter((page) => page !== null)));
}

/** Null for a page beyond the end: the list has become shorter since. */
function readPage(
  http: HttpClient,
  query: WallQuery,
  page: number,
): Observable<ArtworkPage | null> {
  const params = { ...query, page, page_size: PAGE_SIZE };
  return http
    .get<ArtworkPage>('/api/artworks/', { params })
    .pipe(
      catchError((error: unknown) =>
        page > 1 && problemOf(error).status === 404 ? of(null) : throwError(() => error),
      ),
    );
}

function extended(before: Wall, { key, from, pages }: WallAnswer): Wall {
  const known = from > 1 && before.query === key ? before.artworks : [];
  const artworks = withoutDoubles([...known, ...pages.flatMap(({ results }) => results)]);
  const latest = pages.at(-1) ?? (before.latest && { ...before.latest, next: null });
  return { query: key, artworks, latest };
}

/** What this page showed when it was left, where it showed the same query. */
function wallLeftHere(pageReturn: PageReturn, key: string): Wall {
  const left = pageReturn.listHere() as Wall | undefined;
  return left?.query === key ? left : BLANK;
}

/** An artwork added while someone scrolls moves the pages on; it must not be shown twice. */
function withoutDoubles(artworks: readonly ArtworkCard[]): ArtworkCard[] {
  return [...new Map(artworks.map((artwork) => [artwork.id, artwork])).values()];
}
