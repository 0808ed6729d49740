/** Reads a list of the API to its end, for what is needed whole: names, choices, a history. */
import { HttpClient } from '@angular/common/http';
import { inject, ResourceRef } from '@angular/core';
import { rxResource } from '@angular/core/rxjs-interop';
import { EMPTY, expand, Observable, reduce } from 'rxjs';

import { Page } from './models';

/** The most that the API gives at once. */
const PAGE_SIZE = 100;

/** Follows the address of the list, which may hold filters; reads nothing while there is none. */
export function wholeList<T>(
  address: () => string | undefined,
): ResourceRef<readonly T[] | undefined> {
  const http = inject(HttpClient);
  return rxResource({
    params: address,
    stream: ({ params }) => everyPage<T>(http, params),
  });
}

function everyPage<T>(http: HttpClient, address: string): Observable<readonly T[]> {
  const read = (page: number): Observable<Page<T>> =>
    http.get<Page<T>>(address, { params: { page_size: PAGE_SIZE, page } });
  return read(1).pipe(
    expand(({ next }, index) => (next ? read(index + 2) : EMPTY)),
    reduce((rows: readonly T[], { results }) => [...rows, ...results], []),
  );
}
