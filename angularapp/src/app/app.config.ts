/** Wires the router, HTTP, translations and start-up of the app. */
import {
  provideHttpClient,
  withInterceptors,
  withXhr,
  withXsrfConfiguration,
} from '@angular/common/http';
import {
  ApplicationConfig,
  ErrorHandler,
  inject,
  isDevMode,
  provideAppInitializer,
  provideBrowserGlobalErrorListeners,
} from '@angular/core';
import {
  provideRouter,
  TitleStrategy,
  withComponentInputBinding,
  withInMemoryScrolling,
  withNavigationErrorHandler,
  withViewTransitions,
} from '@angular/router';
import { provideTransloco } from '@jsverse/transloco';

import { basePath } from './api/base-path';
import { problemInterceptor } from './api/problem';
import { routes } from './app.routes';
import { BundledTranslations } from './i18n/bundled-translations';
import { Language, LANGUAGES } from './i18n/language';
import { PageTitle } from './i18n/page-title';
import { LostPartsHandler, meetLostPage } from './navigation/lost-parts';
import { Session } from './session/session';
import { sessionWatch } from './session/session-watch';

export const appConfig: ApplicationConfig = {
  providers: [
    provideBrowserGlobalErrorListeners(),
    provideRouter(
      routes,
      withComponentInputBinding(),
      withNavigationErrorHandler(meetLostPage),
      withViewTransitions({
        skipInitialTransition: true,
        onViewTransitionCreated: ({ transition, from, to }) => {
          // A changed filter is the same page; fading it would only delay the answer.
          if (from.firstChild?.routeConfig === to.firstChild?.routeConfig)
            transition.skipTransition();
        },
      }),
      // Going back restores more than the scroll position: see `navigation/page-return.ts`.
      withInMemoryScrolling({ scrollPositionRestoration: 'top', anchorScrolling: 'enabled' }),
    ),
    provideHttpClient(
      // The default, fetch, tells nothing about the progress of an upload.
      withXhr(),
      withXsrfConfiguration({ cookieName: 'csrftoken', headerName: 'X-CSRFToken' }),
      withInterceptors([sessionWatch, problemInterceptor, basePath]),
    ),
    provideTransloco({
      config: {
        availableLangs: [...LANGUAGES],
        defaultLang: 'id',
        reRenderOnLangChange: true,
        prodMode: !isDevMode(),
        missingHandler: { logMissingKey: true },
      },
      loader: BundledTranslations,
    }),
    { provide: ErrorHandler, useClass: LostPartsHandler },
    { provide: TitleStrategy, useExisting: PageTitle },
    provideAppInitializer(() => {
      void inject(Session).load();
      return inject(Language).start();
    }),
  ],
};
