/** Loads the texts of one language from the chunk that ships with the app. */
import { Injectable } from '@angular/core';
import { Translation, TranslocoLoader } from '@jsverse/transloco';

@Injectable({ providedIn: 'root' })
export class BundledTranslations implements TranslocoLoader {
  async getTranslation(language: string): Promise<Translation> {
    const texts = language === 'en' ? await import('../../i18n/en') : await import('../../i18n/id');
    return texts.default;
  }
}
