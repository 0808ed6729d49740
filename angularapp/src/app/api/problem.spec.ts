import { HttpErrorResponse, HttpHeaders } from '@angular/common/http';

import { Problem, problemOf } from './problem';

function answer(status: number, error: unknown, headers: Record<string, string> = {}): Problem {
  return problemOf(new HttpErrorResponse({ status, error, headers: new HttpHeaders(headers) }));
}

describe('problemOf', () => {
  it('takes code and detail from problem+json', () => {
    const problem = answer(422, { code: 'image_too_large', detail: '12000 x 12000' });
    expect(problem).toMatchObject({
      status: 422,
      code: 'image_too_large',
      detail: '12000 x 12000',
    });
    expect(problem.messageKey).toBe('shared.problems.image_too_large');
  });

  it('reads a body that arrived as text', () => {
    expect(answer(404, '{"code": "not_found"}').code).toBe('not_found');
  });

  it('names the fields that are wrong, nested ones with a dot', () => {
    const errors = { title: ['too long'], origin: { latitude: ['no number'] } };
    const problem = answer(400, { code: 'validation_error', errors });
    expect(problem.errors['title']).toEqual([{ code: 'invalid', message: 'too long', params: {} }]);
    expect(problem.errors['origin.latitude']![0]!.message).toBe('no number');
  });

  it('names entries of a list by their place', () => {
    const problem = answer(400, { errors: { sources: [{}, { title: ['empty'] }] } });
    expect(problem.errors['sources.1.title']![0]!.message).toBe('empty');
  });

  it.each([
    [0, 'offline'],
    [403, 'permission_denied'],
    [413, 'image_too_large'],
    [429, 'throttled'],
    [507, 'storage_full'],
    [502, 'server_error'],
  ])('falls back by status %i to %s', (status, code) => {
    expect(answer(status, '<html>').messageKey).toBe(`shared.problems.${code}`);
  });

  it('has words even for a code that it does not know', () => {
    expect(answer(409, { code: 'brand_new' }).messageKey).toBe('shared.problems.conflict');
  });

  it('says how long to wait', () => {
    expect(answer(429, {}, { 'Retry-After': '30' }).retryAfterSeconds).toBe(30);
    expect(answer(429, {}).retryAfterSeconds).toBeNull();
  });

  it('unwraps the cause and keeps a Problem as it is', () => {
    const problem = new Problem(404, 'not_found', '');
    expect(problemOf(new Error('outer', { cause: problem }))).toBe(problem);
  });
});
