/** The record of a motif as a form in both languages; nothing typed is lost. */
import { Component, inject, input } from '@angular/core';
import { ReactiveFormsModule } from '@angular/forms';
import { TranslocoPipe } from '@jsverse/transloco';

import { Term } from '../api/models';
import { RecordEditor } from '../editing/record-editor';
import { RecordPage } from '../editing/record-page';
import { EditPage } from '../editing/unsaved-changes';
import { Language } from '../i18n/language';
import { FormField } from '../ui/form-field';
import { AltNameFields } from './alt-name-fields';
import { StatementFields } from './statement-fields';
import {
  fillTermForm,
  fitRows,
  StatementValue,
  STATUSES,
  termChangeOf,
  termForm,
} from './term-form';

const LABELS: Readonly<Record<string, string>> = {
  name: 'edit.names',
  alt_names: 'edit.altNames',
  status: 'edit.status',
  statements: 'edit.statements',
  origin: 'motif.origin',
};

@Component({
  selector: 'ragam-motif-edit-page',
  imports: [
    AltNameFields,
    FormField,
    ReactiveFormsModule,
    RecordPage,
    StatementFields,
    TranslocoPipe,
  ],
  templateUrl: './motif-edit-page.html',
  styleUrls: ['../editing/record-fields.css', './motif-edit-page.css'],
})
export default class MotifEditPage implements EditPage {
  // Both from the address.
  readonly vocabulary = input.required<string>();
  readonly term = input.required<string>();

  protected readonly language = inject(Language);
  protected readonly form = termForm();
  protected readonly lists = ['elements', 'colours'] as const;
  protected readonly originParts = ['place', 'province', 'latitude', 'longitude'] as const;
  protected readonly statuses = STATUSES;

  readonly editor = new RecordEditor<Term>({
    form: this.form,
    url: () => `/api/vocabularies/${this.vocabulary()}/terms/${this.term()}/`,
    page: () => ['/motifs', this.vocabulary(), this.term()],
    draftKey: (motif) => `ragam.draft.term.${motif.vocabulary}.${motif.slug}`,
    fill: (motif) => fillTermForm(this.form, motif),
    changes: () => termChangeOf(this.form),
    labelKey: (field) => LABELS[field] ?? `edit.groups.${field}`,
    fitDraft: (draft) => fitRows(this.form, draft),
    readable: (field, value) => this.readable(field, value),
  });
  protected readonly errors = this.editor.errors;

  /** Statements and status in the words of the page. */
  private readable(field: string, value: unknown): unknown {
    if (field === 'status') return this.language.wordsFor(`lexicon.statuses.${value}`);
    if (field !== 'statements') return value;
    return (value as StatementValue[]).map(({ aspect, text, source, source_url, checked }) => [
      `${this.language.wordsFor(`lexicon.aspects.${aspect}`)}: ${[text.id, text.en].filter(Boolean).join(' / ')}`,
      source,
      source_url,
      checked ? this.language.wordsFor('edit.checked') : '',
    ]);
  }
}
