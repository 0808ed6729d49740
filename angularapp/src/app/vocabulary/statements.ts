/** Statements on a page: what they tell, the number of the source, and a mark where a person checked them. */
import { DOCUMENT } from '@angular/common';
import { Component, inject, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

import { Statement } from '../api/models';
import { Language, LocalizedPipe } from '../i18n/language';
import { StatusMark } from '../ui/status-mark';
import { Told } from './told';

/** The element that a source's number leads to. */
export const SOURCE_ID = 'source-';

@Component({
  selector: 'ragam-statements',
  imports: [LocalizedPipe, StatusMark, TranslocoPipe],
  template: `
    @for (told of told(); track $index) {
      <p>
        <span [lang]="language.languageOf(told.statement.text)">{{
          told.statement.text | localized
        }}</span>
        @if (told.source; as source) {
          <button
            type="button"
            class="source"
            [attr.aria-label]="'lexicon.source' | transloco: { number: source.number }"
            [title]="source.title"
            (click)="lead(source.number)"
          >
            {{ source.number }}
          </button>
        }
        @if (told.statement.checked) {
          <ragam-status-mark kind="human">{{
            'lexicon.checkedBy' | transloco: checkOf(told.statement)
          }}</ragam-status-mark>
        }
      </p>
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--space-2);
    }
    .source {
      min-width: 24px;
      min-height: 24px;
      padding: 0 4px;
      border: 0;
      background: none;
      color: var(--indigo);
      font: 600 var(--size-13) / 1 var(--font-text);
      vertical-align: super;
      cursor: pointer;
    }
    .source:hover {
      text-decoration: underline;
    }
    ragam-status-mark {
      margin-inline-start: var(--space-1);
      vertical-align: 1px;
    }
  `,
})
export class Statements {
  readonly told = input.required<readonly Told[]>();

  protected readonly language = inject(Language);
  private readonly document = inject(DOCUMENT);

  /** To the source in the list, with the focus, so that a keyboard reads on from there. */
  protected lead(number: number): void {
    this.document.getElementById(`${SOURCE_ID}${number}`)?.focus();
  }

  protected checkOf({ checked }: Statement): { by: string; at: string } {
    const by = checked?.by || this.language.wordsFor('lexicon.somebody');
    return { by, at: this.language.date(checked?.at) };
  }
}
