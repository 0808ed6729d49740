/** Who is using the app: one signal with four states, and the two ways to change it. */
import { HttpClient } from '@angular/common/http';
import { computed, inject, Injectable, signal } from '@angular/core';
import { firstValueFrom } from 'rxjs';

import { Capability, Me } from '../api/models';
import { problemOf } from '../api/problem';

/**
 * `unavailable` is not `anonymous`: when the server cannot say who this is, the app must not
 * treat a signed-in person as a stranger.
 */
export type SessionState =
  | { kind: 'loading' }
  | { kind: 'anonymous'; me: Me }
  | { kind: 'authenticated'; me: Me }
  | { kind: 'unavailable' };

@Injectable({ providedIn: 'root' })
export class Session {
  private readonly http = inject(HttpClient);
  private readonly current = signal<SessionState>({ kind: 'loading' });
  private readonly ended = signal(false);
  private readonly entered = signal(0);
  private pending: Promise<void> | null = null;

  readonly state = this.current.asReadonly();
  readonly me = computed(() => {
    const state = this.current();
    return 'me' in state ? state.me : null;
  });
  readonly isAuthenticated = computed(() => this.current().kind === 'authenticated');
  /** The user name of whoever the page is for; null for a visitor. */
  readonly account = computed(() =>
    this.isAuthenticated() ? (this.me()?.username ?? null) : null,
  );
  /** Whether this account may do nothing before it has a new password. */
  readonly mustChangePassword = computed(() => this.me()?.password_change_required ?? false);
  /** Whether the server no longer knows this person, who keeps the page and what was not sent. */
  readonly hasEnded = this.ended.asReadonly();
  /** How often somebody has signed in on this page. */
  readonly signIns = this.entered.asReadonly();

  /** Whether the server said that this person may do it; the rules themselves live on the server. */
  can(capability: Capability): boolean {
    return this.me()?.capabilities.includes(capability) ?? false;
  }

  /** Ask the server who this is; also fetches the CSRF cookie that writes need. */
  load(): Promise<void> {
    this.pending ??= this.ask().finally(() => (this.pending = null));
    return this.pending;
  }

  /** Resolves once the state is no longer `loading`. */
  async settled(): Promise<void> {
    if (this.current().kind === 'loading') await this.load();
  }

  /** Rejects with a Problem when the name or password is wrong. */
  async signIn(username: string, password: string): Promise<void> {
    const me = await firstValueFrom(this.http.post<Me>('/api/session/', { username, password }));
    this.current.set(stateOf(me));
    this.ended.set(false);
    this.entered.update((count) => count + 1);
  }

  /** Rejects with a Problem that names the field which is wrong. */
  async changePassword(passwords: { current: string; new: string }): Promise<void> {
    const me = await firstValueFrom(this.http.post<Me>('/api/me/password/', passwords));
    this.current.set(stateOf(me));
  }

  /** The session is over, and its person stays signed out for now: the page stays as it is. */
  end(): void {
    this.ended.set(this.isAuthenticated());
  }

  async signOut(): Promise<void> {
    await firstValueFrom(this.http.delete('/api/session/'));
    this.current.set({ kind: 'loading' });
    await this.load();
  }

  private async ask(): Promise<void> {
    try {
      const state = stateOf(await firstValueFrom(this.http.get<Me>('/api/me/')));
      this.current.set(state);
      this.ended.set(false);
    } catch (error) {
      // A 4xx is an answer (not signed in); anything else means that nobody could answer.
      const { status } = problemOf(error);
      const isRefusal = status >= 400 && status < 500;
      this.current.set(isRefusal ? stateOf(STRANGER) : { kind: 'unavailable' });
    }
  }
}

const STRANGER: Me = {
  authenticated: false,
  username: null,
  role: 'visitor',
  capabilities: [],
  password_change_required: false,
};

function stateOf(me: Me): SessionState {
  return me.authenticated ? { kind: 'authenticated', me } : { kind: 'anonymous', me };
}
