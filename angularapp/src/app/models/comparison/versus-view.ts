/** Two versions picture by picture: who alone was right, whether chance explains it, and which terms pay. */
import { httpResource } from '@angular/common/http';
import { Component, computed, inject, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

import { Paired } from '../../api/models';
import { problemOf } from '../../api/problem';
import { Figure } from '../../figures/figure';
import { Language } from '../../i18n/language';
import { ExpertDetails } from '../../ui/expert-details';
import { ErrorState, Loading } from '../../ui/states';

@Component({
  selector: 'ragam-versus-view',
  imports: [ErrorState, ExpertDetails, Figure, Loading, TranslocoPipe],
  template: `
    @if (isApart()) {
      <p class="meta measure">{{ 'comparison.versus.nothingShared' | transloco }}</p>
    } @else if (read.error()) {
      <ragam-error [error]="read.error()" (retry)="read.reload()" />
    } @else if (paired(); as paired) {
      <p class="measure">
        {{ 'comparison.versus.' + paired.outcome | transloco: numbers() }}
        <ragam-figure [estimate]="paired.difference" kind="difference" />
      </p>
      <p class="meta measure">
        {{ 'comparison.versus.alone' | transloco: { ...numbers(), ...split() } }}
      </p>
      @for (flattered of saw(); track flattered.other) {
        <p class="saw measure">{{ 'comparison.versus.saw' | transloco: flattered }}</p>
      }
      @for (group of groups(); track group.outcome) {
        <div>
          <p class="measure">{{ 'comparison.versus.terms.' + group.outcome | transloco }}</p>
          <ul>
            @for (row of group.rows; track row.label) {
              <li>
                {{ nameOf()(row.label) }}:
                <ragam-figure [estimate]="row.difference" kind="difference" />
              </li>
            }
          </ul>
        </div>
      } @empty {
        <p class="meta">{{ 'comparison.versus.noTerm' | transloco }}</p>
      }
      <ragam-expert-details>
        <p class="meta measure">{{ 'comparison.versus.p' | transloco: { p: chance() } }}</p>
      </ragam-expert-details>
    } @else {
      <ragam-loading shape="text" />
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--space-3);
    }
    ul {
      display: grid;
      gap: var(--space-2);
      margin-top: var(--space-2);
      padding-inline-start: var(--space-5);
    }
    ragam-figure {
      display: grid;
    }
    .saw {
      color: var(--kunyit);
    }
  `,
})
export class VersusView {
  /** The version that would take over. */
  readonly version = input.required<{ readonly id: string; readonly number: number }>();
  /** The version that it is compared with. */
  readonly other = input.required<{ readonly id: string; readonly number: number }>();
  readonly nameOf = input.required<(label: string) => string>();

  private readonly language = inject(Language);
  protected readonly read = httpResource<Paired>(() => ({
    url: `/api/model-versions/${this.version().id}/versus/`,
    params: { other: this.other().id },
  }));
  protected readonly paired = computed(() => (this.read.hasValue() ? this.read.value() : null));
  protected readonly isApart = computed(
    () => !!this.read.error() && problemOf(this.read.error()).code === 'no_common_pictures',
  );
  protected readonly numbers = computed(() => ({
    number: this.version().number,
    other: this.other().number,
    n: this.language.number(this.paired()?.n ?? 0),
  }));
  protected readonly split = computed(() => ({
    second: this.language.number(this.paired()?.mcnemar.only_second ?? 0),
    first: this.language.number(this.paired()?.mcnemar.only_first ?? 0),
  }));
  protected readonly chance = computed(() => {
    const p = this.paired()?.mcnemar.p ?? 1;
    const written = this.language.number(Math.max(p, 0.001), { maximumFractionDigits: 3 });
    return p < 0.001 ? `<\u00a0${written}` : `=\u00a0${written}`;
  });
  /** Who learned from how many of these pictures, which flatters it. */
  protected readonly saw = computed(() => {
    const { first_saw = 0, second_saw = 0 } = this.paired() ?? {};
    return [
      { other: this.other().number, saw: first_saw },
      { other: this.version().number, saw: second_saw },
    ].filter(({ saw }) => saw > 0);
  });
  protected readonly groups = computed(() =>
    (['lost', 'watch', 'gained'] as const)
      .map((outcome) => ({
        outcome,
        rows: (this.paired()?.per_class ?? []).filter((row) => row.outcome === outcome),
      }))
      .filter(({ rows }) => rows.length > 0),
  );
}
