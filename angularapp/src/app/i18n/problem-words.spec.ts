import { HttpErrorResponse } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { TranslocoTestingModule } from '@jsverse/transloco';

import en from '../../i18n/en';
import id from '../../i18n/id';
import { problemOf } from '../api/problem';
import { Language } from './language';
import { ProblemWords } from './problem-words';

function answer(status: number, error: object): ReturnType<typeof problemOf> {
  return problemOf(new HttpErrorResponse({ status, error }));
}

describe('a problem in words', () => {
  let words: ProblemWords;
  let language: Language;

  beforeEach(async () => {
    TestBed.configureTestingModule({
      imports: [
        TranslocoTestingModule.forRoot({
          langs: { en, id },
          translocoConfig: { availableLangs: ['id', 'en'], defaultLang: 'id' },
          preloadLangs: true,
        }),
      ],
    });
    words = TestBed.inject(ProblemWords);
    language = TestBed.inject(Language);
    await language.use('id');
  });

  it('says the limit and what was received, in the language of the page', async () => {
    const problem = answer(413, {
      code: 'image_too_large',
      detail: 'The file has 60,000,000 bytes.',
      reason: 'bytes',
      received: 60_000_000,
      allowed: 50_000_000,
    });
    expect(words.sentence(problem)).toContain('60 MB');
    expect(words.sentence(problem)).toContain('paling banyak 50 MB');
    await language.use('en');
    expect(words.sentence(problem)).toContain('at most 50 MB');
  });

  it('says less where the figures are missing', () => {
    const problem = answer(413, { code: 'image_too_large', reason: 'bytes' });
    expect(problem.messageKey).toBe('shared.problems.image_too_large');
  });

  it('leaves the English sentence to the English page', async () => {
    expect(words.detail('Send a smaller file.')).toBe('');
    expect(words.failure({ code: 'decoder_busy', detail: 'Busy.' })).toContain('gambar');
    await language.use('en');
    expect(words.failure({ code: 'decoder_busy', detail: 'Busy.' })).toBe('Busy.');
  });

  it('words what is wrong with a field, with its limit', () => {
    const { errors } = answer(400, {
      code: 'validation_error',
      errors: {
        title: ['Ensure this field has no more than 500 characters.'],
        origin: { lat: ['x'] },
      },
      error_codes: {
        title: [{ code: 'max_length', limit: 500 }],
        origin: { lat: [{ code: 'odd' }] },
      },
    });
    expect(words.field(errors['title']![0]!)).toContain('500');
    expect(words.field(errors['title']![0]!)).not.toContain('Ensure');
    expect(words.field(errors['origin.lat']![0]!)).toBe(id.shared.fields.invalid);
  });
});
