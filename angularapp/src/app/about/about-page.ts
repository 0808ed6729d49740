/** What Ragam is, how far its answers go, and what happens to pictures that people send. */
import { httpResource } from '@angular/common/http';
import { Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

import { Limits } from '../api/models';
import { Language } from '../i18n/language';
import { Confidence } from '../ui/confidence';
import { OrnamentBand } from '../ui/ornament-band';
import { StatusMark } from '../ui/status-mark';

@Component({
  selector: 'ragam-about-page',
  imports: [Confidence, OrnamentBand, RouterLink, StatusMark, TranslocoPipe],
  templateUrl: './about-page.html',
  styleUrl: './about-page.css',
})
export default class AboutPage {
  private readonly language = inject(Language);
  private readonly limits = httpResource<Limits>(() => '/api/limits/');

  protected readonly steps = ['compare', 'calibrate', 'unknown', 'person'] as const;
  protected readonly examples = [0.96, 0.8, 0.55, 0.2];
  /** Until the server has said how long it keeps a visitor's picture, the page names the default. */
  protected readonly hours = computed(() =>
    this.language.number(this.limits.hasValue() ? this.limits.value().visitor_retention_hours : 24),
  );
}
