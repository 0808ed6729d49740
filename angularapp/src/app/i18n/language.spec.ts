import { TestBed } from '@angular/core/testing';
import { provideTransloco } from '@jsverse/transloco';

import { BundledTranslations } from './bundled-translations';
import { Language, LANGUAGES, preferred } from './language';

describe('preferred', () => {
  it.each([
    [['id-ID', 'en'], 'id'],
    [['jv'], 'id'],
    [['de', 'en-GB', 'id'], 'en'],
    [['nl', 'fr'], 'en'],
    [[], 'en'],
  ])('chooses for %s the language %s', (browser, language) => {
    expect(preferred(browser)).toBe(language);
  });
});

describe('Language', () => {
  let language: Language;

  beforeEach(async () => {
    localStorage.clear();
    TestBed.configureTestingModule({
      providers: [
        provideTransloco({
          config: { availableLangs: [...LANGUAGES], defaultLang: 'id', reRenderOnLangChange: true },
          loader: BundledTranslations,
        }),
      ],
    });
    language = TestBed.inject(Language);
    await language.use('en');
  });

  it('tells the page and remembers', async () => {
    expect(document.documentElement.lang).toBe('en');
    await language.use('id');
    await TestBed.inject(Language).start();
    expect(language.current()).toBe('id');
  });

  it('picks the text of the language, or the other one marked as such', () => {
    expect(language.pick({ id: 'kain', en: 'cloth' })).toBe('cloth');
    expect(language.pick({ id: 'kain', en: '' })).toBe('kain');
    expect(language.languageOf({ id: 'kain', en: '' })).toBe('id');
    expect(language.pick(null)).toBe('');
  });

  it('writes numbers and dates the way of the language', async () => {
    expect(language.percent(0.943)).toBe('94%');
    expect(language.number(12345.5)).toBe('12,345.5');
    await language.use('id');
    expect(language.number(12345.5)).toBe('12.345,5');
    expect(language.date(null)).toBe('');
  });
});
