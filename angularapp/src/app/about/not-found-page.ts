/** Nothing lives at this address; the way back is shown. */
import { Component } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

import { OrnamentBand } from '../ui/ornament-band';

@Component({
  selector: 'ragam-not-found-page',
  imports: [OrnamentBand, RouterLink, TranslocoPipe],
  template: `
    <div class="page page--narrow stack">
      <ragam-ornament-band motif="truntum" />
      <h1>{{ 'shell.titles.notFound' | transloco }}</h1>
      <p class="lead">{{ 'about.notFound' | transloco }}</p>
      <p class="row">
        <a class="button button--primary" routerLink="/">{{ 'session.toHome' | transloco }}</a>
        <a class="button" routerLink="/gallery">{{ 'shell.nav.gallery' | transloco }}</a>
      </p>
    </div>
  `,
})
export default class NotFoundPage {}
