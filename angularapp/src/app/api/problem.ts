/** Turns every failed request into one typed Problem with words for people. */
import { HttpErrorResponse, HttpInterceptorFn } from '@angular/common/http';
import { catchError, throwError } from 'rxjs';

import { PROBLEM_TEXTS, ProblemText } from './problem-codes';

/** Figures and names that came with a problem, such as a limit and what was received. */
export type ProblemParams = Readonly<Record<string, string | number>>;

/** What is wrong with one field: the server's English sentence, and the code and figures to say it by. */
export interface FieldError {
  readonly code: string;
  readonly message: string;
  readonly params: ProblemParams;
}

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
    /** What is wrong with each field of a form. */
    readonly errors: Readonly<Record<string, readonly FieldError[]>> = {},
    /** How long the server asks to wait before the next try; null when it does not say. */
    readonly retryAfterSeconds: number | null = null,
    /** Where somebody else changed a record meanwhile (412): how it is now, and its ETag. */
    readonly changed: ChangedRecord | null = null,
    /** Further members of the answer that a sentence may name. */
    readonly params: ProblemParams = {},
  ) {
    super(detail || code);
  }

  /** The translation key of a sentence that says what happened and what to do. */
  get messageKey(): string {
    return problemKey(this.code, this.status, this.params);
  }
}

/** Variants say more than their code's own text, where the answer has the figures for it. */
const FIGURES: Readonly<Record<string, readonly string[]>> = {
  'image_too_large-bytes': ['received', 'allowed'],
  'image_too_large-pixels': ['received', 'allowed'],
  'image_too_large-side': ['received', 'allowed'],
  'image_too_large-frames': ['allowed'],
  'image_too_large-scans': ['allowed'],
};

/** The translation key of a problem with this code; of its status where the code has no text. */
export function problemKey(code: string, status: number, params: ProblemParams = {}): string {
  const variant = `${code}-${params['reason'] ?? ''}`;
  const hasFigures = (FIGURES[variant] ?? []).every((name) => name in params);
  const known = [...(hasFigures ? [variant] : []), code].find(isKnown);
  return `shared.problems.${known ?? fallbackCode(status)}`;
}

function isKnown(code: string): boolean {
  return (PROBLEM_TEXTS as readonly string[]).includes(code);
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
  const errors = asErrors(body['errors'], body['error_codes']);
  return new Problem(response.status, code, detail, errors, wait, changed, asParams(body));
}

function fallbackCode(status: number): ProblemText {
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

const STANDARD = ['type', 'title', 'status', 'code', 'detail', 'instance'];

function asParams(body: Record<string, unknown>): ProblemParams {
  const said = Object.entries(body).filter(
    ([name, value]) => !STANDARD.includes(name) && ['string', 'number'].includes(typeof value),
  );
  return Object.fromEntries(said) as ProblemParams;
}

/** Errors by field; a part of a field is named with a dot: `origin.latitude`, `sources.1.title`. */
function asErrors(value: unknown, codes: unknown, prefix = ''): Record<string, FieldError[]> {
  const errors: Record<string, FieldError[]> = {};
  for (const [field, messages] of Object.entries(asRecord(value))) {
    const name = prefix + field;
    const told = asRecord(codes)[field];
    if (typeof messages === 'string') errors[name] = [fieldError(messages, told)];
    else if (isTexts(messages))
      errors[name] = messages.map((one, index) => fieldError(one, asRecord(told)[index]));
    else Object.assign(errors, asErrors(messages, told, `${name}.`));
  }
  return errors;
}

function fieldError(message: string, told: unknown): FieldError {
  const said = asRecord(told);
  const code = typeof said['code'] === 'string' ? said['code'] : 'invalid';
  return { code, message, params: asParams(said) };
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}
