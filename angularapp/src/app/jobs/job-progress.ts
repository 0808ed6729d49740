/** Shows how far one job is: a bar, its phase in words, and a way to stop it. */
import { Component, computed, inject, input, signal } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

import { Job } from '../api/models';
import { Language } from '../i18n/language';
import { Icon } from '../ui/icon';
import { JobTrouble, JobWatcher, isFinal } from './job-watcher';
import { phaseKey } from './phase-words';

@Component({
  selector: 'ragam-job-progress',
  imports: [Icon, TranslocoPipe],
  template: `
    <div class="line">
      <span class="phase" role="status">{{ phase() | transloco }}</span>
      @if (percent(); as text) {
        <span class="meta figure-number" aria-hidden="true">{{ text }}</span>
      }
    </div>
    @if (isMoving()) {
      <progress
        [attr.value]="isMeasured() ? job().progress : null"
        max="1"
        [attr.aria-label]="phase() | transloco"
      ></progress>
    }
    @if (isWaitingForModel()) {
      <p class="note">
        <ragam-icon name="clock" [size]="18" /><span>{{ 'jobs.waiting' | transloco }}</span>
      </p>
    }
    @if (trouble(); as trouble) {
      <p class="note note--trouble" role="alert">
        <ragam-icon name="warning" [size]="18" /><span>{{ 'jobs.' + trouble | transloco }}</span>
      </p>
    }
    @if (cancelFailed()) {
      <p class="note note--trouble" role="alert">{{ 'jobs.cancelFailed' | transloco }}</p>
    }
    @if (isMoving() && canCancel()) {
      <button
        type="button"
        class="button button--small"
        [disabled]="job().cancel_requested || cancelling()"
        (click)="cancel()"
      >
        <ragam-icon name="close" [size]="16" />{{
          (job().cancel_requested ? 'jobs.stopping' : 'jobs.cancel') | transloco
        }}
      </button>
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--space-3);
      justify-items: start;
    }
    .line {
      display: flex;
      gap: var(--space-3);
      align-items: baseline;
      justify-content: space-between;
      width: 100%;
    }
    .phase {
      font-weight: 600;
    }
    progress {
      appearance: none;
      width: 100%;
      height: 8px;
      overflow: hidden;
      border: 0;
      border-radius: 4px;
      background: var(--linen);
      box-shadow: inset 0 0 0 1px var(--line-strong);
    }
    progress::-webkit-progress-bar {
      background: transparent;
    }
    progress::-webkit-progress-value {
      background: var(--indigo);
      transition: inline-size var(--calm);
    }
    progress::-moz-progress-bar {
      background: var(--indigo);
    }
    progress:indeterminate {
      background: linear-gradient(90deg, var(--linen) 30%, var(--indigo) 50%, var(--linen) 70%) 0
        0 / 200% 100%;
      animation: pass 1.8s linear infinite;
    }
    @keyframes pass {
      from {
        background-position: 200% 0;
      }
    }
    .note {
      display: flex;
      gap: var(--space-2);
      max-width: var(--measure);
      color: var(--ash);
      font-size: var(--size-15);
    }
    .note ragam-icon {
      margin-top: 2px;
    }
    .note--trouble {
      color: var(--mengkudu);
    }
  `,
})
export class JobProgress {
  readonly job = input.required<Job>();
  readonly trouble = input<JobTrouble | null>(null);
  readonly canCancel = input(true);

  private readonly watcher = inject(JobWatcher);
  private readonly language = inject(Language);
  protected readonly cancelling = signal(false);
  protected readonly cancelFailed = signal(false);

  protected readonly phase = computed(() => phaseKey(this.job()));
  protected readonly isMoving = computed(() => !isFinal(this.job().status));
  protected readonly isWaitingForModel = computed(
    () => this.isMoving() && this.job().phase === 'waiting_for_model',
  );
  protected readonly isMeasured = computed(
    () => this.job().status === 'queued' || this.job().progress > 0,
  );
  protected readonly percent = computed(() =>
    this.job().status === 'running' && this.job().progress > 0
      ? this.language.percent(this.job().progress)
      : null,
  );

  protected async cancel(): Promise<void> {
    this.cancelling.set(true);
    this.cancelFailed.set(false);
    try {
      await this.watcher.cancel(this.job().id);
    } catch {
      // Whatever the reason, the person needs to know only that it goes on.
      this.cancelFailed.set(true);
    } finally {
      this.cancelling.set(false);
    }
  }
}
