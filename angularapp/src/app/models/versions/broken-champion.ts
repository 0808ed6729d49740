/** Says that the version in service cannot be loaded, and offers the last one that served before it. */
import { Component, computed, inject, input, output } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

import { ModelVersion } from '../../api/models';
import { Language } from '../../i18n/language';
import { Session } from '../../session/session';
import { ExpertDetails } from '../../ui/expert-details';
import { Icon } from '../../ui/icon';

@Component({
  selector: 'ragam-broken-champion',
  imports: [ExpertDetails, Icon, TranslocoPipe],
  host: { role: 'alert' },
  template: `
    <h2>
      <ragam-icon name="warning" [size]="22" />
      <span>{{ 'versions.broken.title' | transloco: { number: version().number } }}</span>
    </h2>
    @if (version().broken; as broken) {
      <p>{{ 'versions.broken.' + broken.code | transloco }}</p>
      <p class="meta">
        {{ 'versions.broken.since' | transloco: { date: language.date(broken.since, true) } }}
      </p>
      @if (offered(); as offered) {
        @if (session.can('promote')) {
          <div class="row">
            <button
              type="button"
              class="button button--primary"
              [disabled]="isBusy()"
              (click)="rollBack.emit(offered)"
            >
              {{ 'comparison.promote.rollBack' | transloco: { number: offered.number } }}
            </button>
            <span class="meta">{{ 'versions.broken.offered' | transloco: offered }}</span>
          </div>
        } @else {
          <p>{{ 'versions.broken.askManager' | transloco: offered }}</p>
        }
      } @else {
        <p>{{ 'versions.broken.nothingOffered' | transloco }}</p>
      }
      <ragam-expert-details>
        <p class="said" lang="en">{{ broken.detail }}</p>
      </ragam-expert-details>
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--space-3);
      margin-bottom: var(--space-6);
      padding: var(--space-6);
      border: 1px solid var(--mengkudu);
      border-radius: var(--radius);
      background: var(--paper);
    }
    h2 {
      display: flex;
      gap: var(--space-3);
      align-items: baseline;
      color: var(--mengkudu);
      font-size: var(--size-21);
    }
    p {
      max-width: var(--measure);
    }
    .row {
      gap: var(--space-2) var(--space-4);
    }
    .said {
      overflow-wrap: anywhere;
    }
  `,
})
export class BrokenChampion {
  /** A version that serves and has `broken`. */
  readonly version = input.required<ModelVersion>();
  readonly versions = input.required<readonly ModelVersion[]>();
  readonly isBusy = input(false);
  readonly rollBack = output<ModelVersion>();

  protected readonly session = inject(Session);
  protected readonly language = inject(Language);
  protected readonly offered = computed(
    () => this.versions().find(({ id }) => id === this.version().roll_back_to) ?? null,
  );
}
