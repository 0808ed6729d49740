/** Turns every failed request into one typed Problem with words for people. */
import { HttpErrorResponse, HttpInterceptorFn } from '@angular/common/http';
import { catchError, throwError } from 'rxjs';

/** Codes that have words of their own under `shared.problems`; others fall back by status. */
const KNOWN_CODES = [
  'unreadable_image',
  'unsupported_format',
  'image_too_large',
  'unknown_vocabulary',
  'not_found',
  'not_authenticated',
  'signed_in_as_another',
  'permission_denied',
  'csrf_failed',
  'throttled',
  'validation_error',
  'storage_full',
  'decoder_busy',
  'too_many_at_once',
  'visitor_storage_full',
  'conflict',
  'submission_in_use',
  'changed_meanwhile',
  'invalid_credentials',
  'dataset_too_small',
  'bundle_corrupt',
  'bundle_incompatible',
  'not_verified',
  'offline',
  'server_error',
] as const;

export interface ChangedRecord {
  readonly current: unknown;
  readonly etag: string;
}

/** An RFC 9457 answer, or what stands in for one when the server gave none. */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    /** HTTP status; 0 when the server was not reached. */
    readonly status: number,
    /** Stable machine code, such as `unreadable_image`. */
    readonly code: string,
    /** What the server said, in its own words; may be empty. */
    readonly detail: string,
    /** Messages per field of a form. */
    readonly errors: Readonly<Record<string, readonly string[]>> = {},
    /** How long the server asks to wait before the next try; null when it does not say. */
    readonly retryAfterSeconds: number | null = null,
    /** Where somebody else changed a record meanwhile (412): how it is now, and its ETag. */
    readonly changed: ChangedRecord | null = null,
  ) {
    super(detail || code);
  }

  /** The translation key of a sentence that says what happened and what to do. */
  get messageKey(): string {
    const isKnown = (KNOWN_CODES as readonly string[]).includes(this.code);
    return `shared.problems.${isKnown ? this.code : fallbackCode(this.status)}`;
  }
}

/** Whatever was thrown, as a Problem. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof HttpErrorResponse) return fromResponse(error);
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof Problem || cause instanceof HttpErrorResponse) return problemOf(cause);
  return new Problem(0, 'server_error', error instanceof Error ? error.message : String(error));
}

export const problemInterceptor: HttpInterceptorFn = (request, next) =>
  next(request).pipe(catchError((error: unknown) => throwError(() => problemOf(error))));

function fromResponse(response: HttpErrorResponse): Problem {
  const body = asRecord(response.error);
  const code = typeof body['code'] === 'string' ? body['code'] : fallbackCode(response.status);
  const detail = typeof body['detail'] === 'string' ? body['detail'] : '';
  const wait = Number(response.headers.get('Retry-After')) || null;
  const etag = body['etag'];
  const changed = typeof etag === 'string' ? { current: body['current'], etag } : null;
  return new Problem(response.status, code, detail, asErrors(body['errors']), wait, changed);
}

function fallbackCode(status: number): (typeof KNOWN_CODES)[number] {
  switch (status) {
    case 0:
      return 'offline';
    case 400:
    case 422:
      return 'validation_error';
    case 401:
      return 'not_authenticated';
    case 403:
      return 'permission_denied';
    case 404:
      return 'not_found';
    case 409:
      return 'conflict';
    case 412:
      return 'changed_meanwhile';
    case 413:
      return 'image_too_large';
    case 429:
      return 'throttled';
    case 507:
      return 'storage_full';
    default:
      return 'server_error';
  }
}

function asRecord(value: unknown): Record<string, unknown> {
  if (typeof value === 'string') {
    try {
      return asRecord(JSON.parse(value));
    } catch {
      return {}; // An HTML error page of a proxy: the status says enough.
    }
  }
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** Messages by field; a part of a field is named with a dot: `origin.latitude`, `sources.1.title`. */
function asErrors(value: unknown, prefix = ''): Record<string, string[]> {
  const errors: Record<string, string[]> = {};
  for (const [field, messages] of Object.entries(asRecord(value))) {
    const name = prefix + field;
    if (typeof messages === 'string') errors[name] = [messages];
    else if (isTexts(messages)) errors[name] = messages;
    else Object.assign(errors, asErrors(messages, `${name}.`));
  }
  return errors;
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}
