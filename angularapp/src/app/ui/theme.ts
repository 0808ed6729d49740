/** Light, dark, or as the device says; remembered. */
import { DOCUMENT } from '@angular/common';
import { inject, Injectable, signal } from '@angular/core';

export const THEMES = ['system', 'light', 'dark'] as const;
export type ThemeChoice = (typeof THEMES)[number];

const STORAGE_KEY = 'ragam.theme';

@Injectable({ providedIn: 'root' })
export class Theme {
  private readonly root = inject(DOCUMENT).documentElement;
  private readonly chosen = signal<ThemeChoice>(remembered());

  readonly choice = this.chosen.asReadonly();

  constructor() {
    this.apply();
  }

  /** System, then light, then dark, then system again. */
  next(): ThemeChoice {
    return THEMES[(THEMES.indexOf(this.choice()) + 1) % THEMES.length] ?? 'system';
  }

  use(choice: ThemeChoice): void {
    this.chosen.set(choice);
    this.apply();
    try {
      localStorage.setItem(STORAGE_KEY, choice);
    } catch {
      // Storage may be forbidden in a private window; the choice then lasts one visit.
    }
  }

  private apply(): void {
    const choice = this.choice();
    if (choice === 'system') this.root.removeAttribute('data-theme');
    else this.root.setAttribute('data-theme', choice);
  }
}

function remembered(): ThemeChoice {
  try {
    const value = localStorage.getItem(STORAGE_KEY);
    return THEMES.find((theme) => theme === value) ?? 'system';
  } catch {
    return 'system';
  }
}
