/** The language of the page: chosen, remembered, and used to pick localised texts. */
import { DOCUMENT } from '@angular/common';
import { inject, Injectable, Pipe, PipeTransform, signal } from '@angular/core';
import { TranslocoService } from '@jsverse/transloco';
import { firstValueFrom } from 'rxjs';

import { LocalizedText } from '../api/models';

export const LANGUAGES = ['id', 'en'] as const;
export type LanguageCode = (typeof LANGUAGES)[number];

/** Dates and numbers in English follow the British habit, closest to the Indonesian one. */
const FORMATS: Record<LanguageCode, string> = { id: 'id-ID', en: 'en-GB' };
const STORAGE_KEY = 'ragam.language';

@Injectable({ providedIn: 'root' })
export class Language {
  private readonly transloco = inject(TranslocoService);
  private readonly document = inject(DOCUMENT);
  private readonly chosen = signal<LanguageCode>('id');

  /** The language in use; read it in a template or computed to follow a switch. */
  readonly current = this.chosen.asReadonly();

  /** Load the remembered language, else the browser's, before the first page is drawn. */
  start(): Promise<void> {
    return this.use(remembered() ?? preferred(navigator.languages));
  }

  async use(language: LanguageCode): Promise<void> {
    await firstValueFrom(this.transloco.load(language));
    this.transloco.setActiveLang(language);
    this.chosen.set(language);
    this.document.documentElement.lang = language;
    remember(language);
  }

  /** The text in the current language, or in the other one when it is missing. */
  pick(text: Partial<LocalizedText> | null | undefined): string {
    const other = this.current() === 'id' ? 'en' : 'id';
    return text?.[this.current()] || text?.[other] || '';
  }

  /** Whether only the other language has this text, so that the page can mark it with `lang`. */
  languageOf(text: Partial<LocalizedText> | null | undefined): LanguageCode {
    const other = this.current() === 'id' ? 'en' : 'id';
    return !text?.[this.current()] && text?.[other] ? other : this.current();
  }

  /** The words under a key; `otherwise`, such as the server's own name, where the texts have none. */
  wordsFor(key: string, otherwise = key): string {
    this.current(); // Whoever asks in a computed follows the language.
    const words = this.transloco.translate<string>(key);
    return words === key ? otherwise : words;
  }

  number(value: number, options: Intl.NumberFormatOptions = {}): string {
    return new Intl.NumberFormat(FORMATS[this.current()], options).format(value);
  }

  percent(share: number): string {
    return this.number(share, { style: 'percent', maximumFractionDigits: 0 });
  }

  /** A share with one decimal where it has one. */
  share(value: number): string {
    return this.number(value, { style: 'percent', maximumFractionDigits: 1 });
  }

  /** A probability: never said to be certain or impossible, which no model can know. */
  chance(probability: number): string {
    if (probability > 0.99) return `> ${this.percent(0.99)}`;
    if (probability < 0.01) return `< ${this.percent(0.01)}`;
    return this.percent(probability);
  }

  date(value: string | null | undefined, withTime = false): string {
    if (!value) return '';
    const time = withTime ? ({ timeStyle: 'short' } as const) : {};
    return new Intl.DateTimeFormat(FORMATS[this.current()], {
      dateStyle: 'medium',
      ...time,
    }).format(new Date(value));
  }
}

/** `text | localized`: follows the language switch, therefore impure. */
@Pipe({ name: 'localized', pure: false })
export class LocalizedPipe implements PipeTransform {
  private readonly language = inject(Language);

  transform(text: Partial<LocalizedText> | null | undefined): string {
    return this.language.pick(text);
  }
}

/** The first of the browser's languages that Ragam speaks; Indonesian (or Malay) readers get Indonesian. */
export function preferred(languages: readonly string[]): LanguageCode {
  for (const language of languages) {
    if (/^(id|in|ms|jv|su)\b/i.test(language)) return 'id';
    if (/^en\b/i.test(language)) return 'en';
  }
  return 'en';
}

function remembered(): LanguageCode | null {
  try {
    const value = localStorage.getItem(STORAGE_KEY);
    return LANGUAGES.find((language) => language === value) ?? null;
  } catch {
    return null; // Storage may be forbidden in a private window; the choice then lasts one visit.
  }
}

function remember(language: LanguageCode): void {
  try {
    localStorage.setItem(STORAGE_KEY, language);
  } catch {
    // As above: not remembered, still used.
  }
}
