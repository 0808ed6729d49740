/** The candidates as bars with words and numbers; choosing one makes the page speak of it. */
import { Component, computed, inject, input, model } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

import { Ranked, TermRef } from '../api/models';
import { Language } from '../i18n/language';
import { confidenceWord } from '../ui/confidence';
import { Icon } from '../ui/icon';

/** Of an unknown picture only these few neighbours are worth a look. */
const NEAREST = 3;
let groups = 0;

@Component({
  selector: 'ragam-term-choice',
  imports: [Icon, TranslocoPipe],
  template: `
    <fieldset>
      <legend>
        <h2>
          {{
            (isUnknown() ? 'result.alternatives.nearest' : 'result.alternatives.title') | transloco
          }}
        </h2>
      </legend>
      <p class="meta screen-only">
        {{
          (isForeign() ? 'result.alternatives.leadForeign' : 'result.alternatives.lead') | transloco
        }}
      </p>
      @for (entry of entries(); track entry.term.slug) {
        <label [class.chosen]="entry.isChosen" [class.human]="entry.isSettled">
          <input
            type="radio"
            class="visually-hidden"
            [name]="group"
            [value]="entry.term.slug"
            [checked]="entry.isChosen"
            (change)="chosen.set(entry.term)"
          />
          <span class="name">
            {{ entry.name }}
            @if (entry.isSettled) {
              <ragam-icon name="check" [size]="17" />
            }
          </span>
          @if (!isForeign()) {
            <span class="words">
              @if (entry.word !== 'unsure') {
                {{ 'shared.confidence.' + entry.word | transloco }}
              }
              <span class="figure-number">{{ entry.percent }}</span>
            </span>
            <span class="track" aria-hidden="true">
              <i [style.width.%]="entry.probability * 100"></i>
            </span>
          }
        </label>
      }
    </fieldset>
  `,
  styles: `
    :host {
      display: block;
    }
    fieldset {
      display: grid;
      gap: var(--space-1);
      min-width: 0;
      margin: 0;
      padding: 0;
      border: 0;
    }
    h2 {
      font-size: var(--size-21);
    }
    legend {
      padding: 0;
    }
    .meta {
      margin-bottom: var(--space-2);
    }
    label {
      display: grid;
      grid-template-columns: 1fr auto;
      gap: 2px var(--space-3);
      align-items: baseline;
      padding: var(--space-2) var(--space-3) 10px;
      border: 1px solid transparent;
      border-radius: var(--radius);
      cursor: pointer;
      transition: background-color var(--quick);
    }
    label:hover {
      background: var(--linen);
    }
    label.chosen {
      border-color: var(--line-strong);
      background: var(--paper);
    }
    label:has(:focus-visible) {
      outline: 2px solid var(--indigo);
      outline-offset: 2px;
    }
    .name {
      display: flex;
      gap: var(--space-1);
      align-items: center;
      font-weight: 600;
    }
    .human .name ragam-icon {
      color: var(--leaf);
    }
    .words {
      color: var(--ash);
      font-size: var(--size-15);
      text-align: end;
    }
    .words .figure-number {
      display: inline-block;
      min-width: 3.1em;
      color: var(--ink);
    }
    .track {
      grid-column: 1 / -1;
      height: 10px;
      border-radius: 5px;
      background: var(--linen);
    }
    .chosen .track {
      background: var(--linen);
    }
    i {
      display: block;
      box-sizing: border-box;
      height: 100%;
      min-width: 10px;
      border: 1.5px dotted var(--soga);
      border-radius: 5px;
      background: color-mix(in oklab, var(--soga) 24%, transparent);
    }
    .human i {
      border: 0;
      background: var(--leaf);
    }
  `,
})
export class TermChoice {
  readonly ranked = input.required<Ranked[]>();
  /** Slug that a person settled on, drawn as a human answer. */
  readonly settled = input<string | null>(null);
  /** Whether the model gave no name, so that these are only neighbours. */
  readonly isUnknown = input(false);
  /** Whether the picture is like nothing learned: shares among known terms would sound like certainty. */
  readonly isForeign = input(false);
  readonly chosen = model.required<TermRef | null>();

  private readonly language = inject(Language);
  protected readonly group = `term-choice-${++groups}`;
  protected readonly entries = computed(() =>
    this.ranked()
      .slice(0, this.isUnknown() ? NEAREST : undefined)
      .map(({ term, probability }) => ({
        term,
        probability,
        name: this.language.pick(term.name),
        word: confidenceWord(probability),
        percent: this.language.chance(probability),
        isChosen: term.slug === this.chosen()?.slug,
        isSettled: term.slug === this.settled(),
      })),
  );
}
