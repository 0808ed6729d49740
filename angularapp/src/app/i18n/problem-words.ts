/** What a problem is called in the language of the page; the server's own sentences are English. */
import { inject, Injectable, Pipe, PipeTransform } from '@angular/core';
import { TranslocoService } from '@jsverse/transloco';

import { FieldError, Problem, ProblemParams, problemKey } from '../api/problem';
import { FIELD_TEXTS } from '../api/problem-codes';
import { Language } from './language';

@Injectable({ providedIn: 'root' })
export class ProblemWords {
  private readonly language = inject(Language);
  private readonly transloco = inject(TranslocoService);

  /** One sentence, with the figures that came with the problem. */
  sentence(problem: Problem): string {
    return this.translate(problem.messageKey, problem.params);
  }

  /** The sentence of a key with such figures, as an upload keeps them. */
  translate(key: string, params: ProblemParams): string {
    this.language.current(); // Whoever asks in a computed follows the language.
    return this.transloco.translate(key, this.figures(params));
  }

  /** The server's own sentence, where the page speaks its language. */
  detail(text: string | null | undefined): string {
    return this.language.current() === 'en' ? (text ?? '') : '';
  }

  /** Why a job failed. */
  failure(error: { code: string; detail: string }): string {
    return this.detail(error.detail) || this.translate(problemKey(error.code, 422), {});
  }

  /** What is wrong with a field. */
  field(error: FieldError): string {
    const said = this.detail(error.message);
    if (said) return said;
    const isKnown = (FIELD_TEXTS as readonly string[]).includes(error.code);
    return this.translate(`shared.fields.${isKnown ? error.code : 'invalid'}`, error.params);
  }

  private figures(params: ProblemParams): Record<string, string> {
    const inBytes = params['reason'] === 'bytes';
    const said = Object.entries(params).map(([name, value]) => [
      name,
      typeof value === 'number' ? this.figure(value, inBytes) : value,
    ]);
    return Object.fromEntries(said) as Record<string, string>;
  }

  private figure(value: number, inBytes: boolean): string {
    if (!inBytes) return this.language.number(value);
    return `${this.language.number(value / 1e6, { maximumFractionDigits: 1 })} MB`;
  }
}

/** `problem | problemText`: follows the language switch, therefore impure. */
@Pipe({ name: 'problemText', pure: false })
export class ProblemTextPipe implements PipeTransform {
  private readonly words = inject(ProblemWords);

  transform(problem: Problem): string {
    return this.words.sentence(problem);
  }
}
