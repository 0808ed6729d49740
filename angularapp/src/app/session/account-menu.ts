/** Who is signed in, and what they may do with their account. */
import { Component, ElementRef, inject, signal, viewChild } from '@angular/core';
import { Router } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

import { Icon } from '../ui/icon';
import { Toasts } from '../ui/toasts';
import { PasswordChange } from './password-change';
import { Session } from './session';

@Component({
  selector: 'ragam-account-menu',
  imports: [Icon, TranslocoPipe],
  host: { '(keydown.escape)': 'close($event)', '(focusout)': 'leave($event)' },
  template: `
    <button
      #opener
      type="button"
      class="button button--quiet button--small"
      aria-controls="account-menu"
      [attr.aria-expanded]="isOpen()"
      (click)="isOpen.set(!isOpen())"
    >
      <ragam-icon name="person" [size]="18" />
      <span class="visually-hidden">{{ 'shell.account' | transloco }}</span>
      <span>{{ session.account() }}</span>
    </button>
    <div id="account-menu" class="choices" [hidden]="!isOpen()">
      <button type="button" class="button button--quiet button--small" (click)="changePassword()">
        {{ 'session.password.change' | transloco }}
      </button>
      <button type="button" class="button button--quiet button--small" (click)="signOut()">
        {{ 'shell.signOut' | transloco }}
      </button>
    </div>
  `,
  styleUrl: './account-menu.css',
})
export class AccountMenu {
  protected readonly session = inject(Session);
  private readonly passwords = inject(PasswordChange);
  private readonly router = inject(Router);
  private readonly toasts = inject(Toasts);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);
  private readonly opener = viewChild.required<ElementRef<HTMLButtonElement>>('opener');

  protected readonly isOpen = signal(false);

  protected close(event: Event): void {
    if (!this.isOpen()) return;
    event.stopPropagation();
    this.isOpen.set(false);
    this.opener().nativeElement.focus();
  }

  protected leave({ relatedTarget }: FocusEvent): void {
    const isInside = this.host.nativeElement.contains(relatedTarget as Node | null);
    // Without a target the pointer is on something that takes no focus, such as a choice in some browsers.
    if (relatedTarget && !isInside) this.isOpen.set(false);
  }

  protected changePassword(): void {
    this.opener().nativeElement.focus();
    this.isOpen.set(false);
    void this.passwords.ask();
  }

  protected async signOut(): Promise<void> {
    this.isOpen.set(false);
    try {
      await this.session.signOut();
      this.toasts.show('shell.signedOut');
      await this.router.navigateByUrl('/');
    } catch (error) {
      this.toasts.showProblem(error);
    }
  }
}
