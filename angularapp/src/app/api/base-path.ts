/** Asks for the API below the path that the site stands under, which the page's `<base>` names. */
import { HttpInterceptorFn } from '@angular/common/http';

/** An address of the API as the browser resolves it against the base: without the slash that begins it. */
export function underBase(url: string): string {
  return url.startsWith('/api/') ? url.slice(1) : url;
}

/** The last of the interceptors: the others, and everybody else, write addresses as the contract does. */
export const basePath: HttpInterceptorFn = (request, next) =>
  next(request.clone({ url: underBase(request.url) }));
