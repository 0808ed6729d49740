/** How a model fares with motifs that it never learned: each of its own was left out in turn. */
import { Component, computed, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

import { TrainingFigures } from '../../api/models';
import { Figure } from '../../figures/figure';

@Component({
  selector: 'ragam-unseen-table',
  imports: [Figure, TranslocoPipe],
  template: `
    @if (rows().length > 0) {
      <h3>{{ 'figures.unseen.title' | transloco }}</h3>
      <dl>
        @for (row of rows(); track row.key) {
          <div>
            <dt>{{ 'figures.unseen.' + row.key | transloco }}</dt>
            <dd><ragam-figure [estimate]="row.estimate" /></dd>
          </div>
        }
      </dl>
      <p class="meta">{{ 'figures.unseen.note' | transloco }}</p>
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--space-3);
    }
    :host(:empty) {
      display: none;
    }
    h3 {
      font-size: var(--size-17);
    }
    dl {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(min(100%, 220px), 1fr));
      gap: var(--space-3) var(--space-6);
    }
    dt {
      color: var(--ash);
      font-size: var(--size-15);
    }
  `,
})
export class UnseenTable {
  readonly figures = input.required<TrainingFigures | null | undefined>();

  protected readonly rows = computed(() => {
    const unseen = this.figures()?.unseen;
    if (!unseen) return [];
    return [
      { key: 'named', estimate: unseen.named },
      { key: 'knownNamed', estimate: unseen.known_named },
      { key: 'auroc', estimate: unseen.auroc },
    ];
  });
}
