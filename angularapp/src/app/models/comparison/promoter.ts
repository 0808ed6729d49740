/** Puts a model version to service, after saying what that will do and asking why. */
import { DIALOG_DATA, Dialog, DialogRef } from '@angular/cdk/dialog';
import { HttpClient } from '@angular/common/http';
import { Component, Injectable, inject, signal } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { firstValueFrom } from 'rxjs';

import { ModelVersion, PromotionResult } from '../../api/models';
import { ignoreClickOfOpening } from '../../ui/second-click';
import { Toasts } from '../../ui/toasts';
import { VersusView } from './versus-view';

/** Who takes over from whom, and for what. */
export interface Succession {
  readonly version: Pick<ModelVersion, 'id' | 'number'>;
  readonly current: Pick<ModelVersion, 'id' | 'number'> | null;
  /** Display name of the vocabulary. */
  readonly vocabulary: string;
  readonly nameOf: (label: string) => string;
}

/** Why a broken champion gave way, as a code: the history says it in the reader's language. */
export const CHAMPION_BROKEN = 'champion_broken';

/** Whether the version is older than the one that serves. */
export function isRollBack({
  version,
  current,
}: {
  version: Pick<ModelVersion, 'number'>;
  current: Pick<ModelVersion, 'number'> | null;
}): boolean {
  return current !== null && version.number < current.number;
}

@Injectable({ providedIn: 'root' })
export class Promoter {
  private readonly http = inject(HttpClient);
  private readonly dialog = inject(Dialog);
  private readonly toasts = inject(Toasts);
  private readonly busy = signal(false);
  /** Whether a promotion is being asked about or under way; no other begins meanwhile. */
  readonly isBusy = this.busy.asReadonly();

  /** Whether the version serves now; false when the person thought better of it, or it failed. */
  promote(succession: Succession): Promise<boolean> {
    return this.alone(async () => {
      const reason = await this.askWhy(succession);
      return reason !== undefined && (await this.send(succession.version, reason));
    });
  }

  /** Without a question: the version in service cannot answer. Whether this one serves now. */
  rollBack(version: Succession['version']): Promise<boolean> {
    return this.alone(() => this.send(version, CHAMPION_BROKEN));
  }

  private async alone(work: () => Promise<boolean>): Promise<boolean> {
    if (this.busy()) return false;
    this.busy.set(true);
    try {
      return await work();
    } finally {
      this.busy.set(false);
    }
  }

  private askWhy(succession: Succession): Promise<string | undefined> {
    const opened = this.dialog.open<string>(PromoteDialog, {
      data: succession,
      role: 'alertdialog',
      ariaLabelledBy: 'promote-title',
      ariaDescribedBy: 'promote-text',
      autoFocus: '#promote-reason',
      width: 'min(560px, calc(100vw - 32px))',
    });
    ignoreClickOfOpening(opened);
    return firstValueFrom(opened.closed, { defaultValue: undefined });
  }

  private async send({ id, number }: Succession['version'], reason: string): Promise<boolean> {
    try {
      await firstValueFrom(
        this.http.post<PromotionResult>(`/api/model-versions/${id}/promote/`, { reason }),
      );
    } catch (error) {
      // The old champion goes on serving; the person may try again.
      this.toasts.showProblem(error);
      return false;
    }
    this.toasts.show('comparison.promote.done', { params: { number } });
    return true;
  }
}

@Component({
  selector: 'ragam-promote-dialog',
  imports: [TranslocoPipe, VersusView],
  template: `
    <h2 id="promote-title">{{ 'comparison.promote.' + verb + 'Title' | transloco: values }}</h2>
    <p id="promote-text">
      {{
        (data.current ? 'comparison.promote.replaces' : 'comparison.promote.first')
          | transloco: values
      }}
      {{ 'comparison.promote.keeps' | transloco }}
    </p>
    @if (data.current; as current) {
      <section>
        <h3>{{ 'comparison.versus.title' | transloco }}</h3>
        <ragam-versus-view [version]="data.version" [other]="current" [nameOf]="data.nameOf" />
      </section>
    }
    <div class="field">
      <label for="promote-reason">{{ 'comparison.promote.reason' | transloco }}</label>
      <textarea #reason id="promote-reason" rows="3" maxlength="2000"></textarea>
      <p class="field__hint">{{ 'comparison.promote.reasonHint' | transloco }}</p>
    </div>
    <div class="row">
      <button type="button" class="button" (click)="dialog.close()">
        {{ 'comparison.promote.cancel' | transloco }}
      </button>
      <button
        type="button"
        class="button button--primary"
        (click)="dialog.close(reason.value.trim())"
      >
        {{ 'comparison.promote.' + verb | transloco: values }}
      </button>
    </div>
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--space-4);
      max-height: calc(100dvh - 32px);
      padding: var(--space-6);
      border-radius: var(--radius);
      background: var(--paper);
      box-shadow: var(--shadow);
      overflow-y: auto;
    }
    section {
      display: grid;
      gap: var(--space-2);
      padding: var(--space-4);
      border-radius: var(--radius);
      background: var(--linen);
      font-size: var(--size-15);
    }
    h3 {
      font-size: var(--size-17);
    }
    h2 {
      font-size: var(--size-21);
    }
    textarea {
      min-height: 84px;
    }
    .row {
      position: sticky;
      bottom: calc(-1 * var(--space-6));
      justify-content: end;
      margin-bottom: calc(-1 * var(--space-6));
      padding: var(--space-4) 0 var(--space-6);
      background: var(--paper);
    }
  `,
})
export class PromoteDialog {
  protected readonly data = inject<Succession>(DIALOG_DATA);
  protected readonly dialog = inject<DialogRef<string>>(DialogRef);
  protected readonly verb = isRollBack(this.data) ? 'rollBack' : 'promote';
  protected readonly values = {
    number: this.data.version.number,
    current: this.data.current?.number ?? '',
    vocabulary: this.data.vocabulary,
  };
}
