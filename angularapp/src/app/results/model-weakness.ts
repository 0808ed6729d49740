/** What the answering model is weak at, for staff: how it did on its test, and the terms it misses most. */
import { httpResource } from '@angular/common/http';
import { Component, computed, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

import { ModelVersion } from '../api/models';
import { Figure } from '../figures/figure';
import { termNames } from '../vocabulary/term-names';

const SHOWN = 3;

@Component({
  selector: 'ragam-model-weakness',
  imports: [Figure, TranslocoPipe],
  template: `
    @if (report(); as report) {
      <h3>{{ 'result.weakness.title' | transloco }}</h3>
      <p>{{ 'result.weakness.lead' | transloco: { n: report.accuracy.n } }}</p>
      <dl>
        <dt>{{ 'result.weakness.overall' | transloco }}</dt>
        <dd><ragam-figure [estimate]="report.accuracy" /></dd>
        @for (term of weakest(); track term.label) {
          <dt>{{ 'result.weakness.term' | transloco: { name: names.nameOf(term.label) } }}</dt>
          <dd><ragam-figure [estimate]="term.recall" /></dd>
        }
      </dl>
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--space-2);
    }
    h3 {
      font-size: var(--size-17);
    }
    dl {
      display: grid;
      grid-template-columns: minmax(0, 1fr) auto;
      gap: var(--space-1) var(--space-4);
    }
    p {
      max-width: 60ch;
    }
    p,
    dt {
      color: var(--ash);
    }
  `,
})
export class ModelWeakness {
  readonly version = input.required<string>();
  readonly vocabulary = input.required<string>();

  protected readonly names = termNames(() => this.vocabulary());
  private readonly loaded = httpResource<ModelVersion>(
    () => `/api/model-versions/${this.version()}/`,
  );
  /** Nothing is shown while it loads or when it fails: this is a remark, not the page's matter. */
  protected readonly report = computed(() =>
    this.loaded.hasValue() ? (this.loaded.value().figures?.test ?? null) : null,
  );
  /** Terms whose pictures were not all recognised, the most missed first. */
  protected readonly weakest = computed(() =>
    [...(this.report()?.per_class ?? [])]
      .filter(({ recall }) => recall.n > 0 && recall.value < 1)
      .sort((a, b) => a.recall.value - b.recall.value)
      .slice(0, SHOWN),
  );
}
