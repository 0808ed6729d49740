/** The header: name of the house, where to go, language, light, and who is here. */
import { Component, computed, inject, signal } from '@angular/core';
import { NavigationEnd, Router, RouterLink, RouterLinkActive } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

import { Language, LanguageCode } from '../i18n/language';
import { AccountMenu } from '../session/account-menu';
import { Session } from '../session/session';
import { Icon, IconName } from '../ui/icon';
import { Theme, ThemeChoice } from '../ui/theme';

const THEME_ICONS: Record<ThemeChoice, IconName> = {
  system: 'contrast',
  light: 'sun',
  dark: 'moon',
};

@Component({
  selector: 'ragam-site-header',
  imports: [AccountMenu, Icon, RouterLink, RouterLinkActive, TranslocoPipe],
  templateUrl: './site-header.html',
  styleUrl: './site-header.css',
  host: { '(keydown.escape)': 'isMenuOpen.set(false)' },
})
export class SiteHeader {
  protected readonly session = inject(Session);
  protected readonly language = inject(Language);
  protected readonly theme = inject(Theme);
  private readonly router = inject(Router);

  protected readonly isMenuOpen = signal(false);
  protected readonly themeIcon = computed(() => THEME_ICONS[this.theme.choice()]);

  constructor() {
    this.router.events.subscribe((event) => {
      if (event instanceof NavigationEnd) this.isMenuOpen.set(false);
    });
  }

  protected async switchLanguage(language: LanguageCode): Promise<void> {
    await this.language.use(language);
  }
}
