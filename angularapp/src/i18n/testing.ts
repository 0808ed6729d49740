/** Texts for specs of components. */
import { ModuleWithProviders } from '@angular/core';
import { Translation, TranslocoTestingModule } from '@jsverse/transloco';

import en from './en';

/** What a spec imports to have the English texts, all or some, at once and under the usual language. */
export function inEnglish(texts: Translation = en): ModuleWithProviders<TranslocoTestingModule> {
  return TranslocoTestingModule.forRoot({
    langs: { id: texts },
    translocoConfig: { availableLangs: ['id'], defaultLang: 'id' },
    preloadLangs: true,
  });
}
