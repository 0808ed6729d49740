/** The record of a motif as a form in both languages; nothing typed is lost. */
import { Component, inject, input } from '@angular/core';
import { FormArray, ReactiveFormsModule } from '@angular/forms';
import { TranslocoPipe } from '@jsverse/transloco';

import { Term } from '../api/models';
import { RecordEditor } from '../editing/record-editor';
import { RecordPage } from '../editing/record-page';
import { EditPage } from '../editing/unsaved-changes';
import { Language } from '../i18n/language';
import { FormField } from '../ui/form-field';
import { Icon } from '../ui/icon';
import {
  fillTermForm,
  fitSources,
  SourceForm,
  sourceForm,
  termChangeOf,
  termForm,
} from './term-form';

const LABELS: Readonly<Record<string, string>> = {
  name: 'edit.names',
  period: 'motif.period',
  origin: 'motif.origin',
  sources: 'motif.sources',
};

@Component({
  selector: 'ragam-motif-edit-page',
  imports: [FormField, Icon, ReactiveFormsModule, RecordPage, TranslocoPipe],
  templateUrl: './motif-edit-page.html',
  styleUrls: ['../editing/record-fields.css', './motif-edit-page.css'],
})
export default class MotifEditPage implements EditPage {
  // Both from the address.
  readonly vocabulary = input.required<string>();
  readonly term = input.required<string>();

  protected readonly language = inject(Language);
  protected readonly form = termForm();
  protected readonly texts = ['meaning', 'use'] as const;
  protected readonly lists = ['elements', 'colours'] as const;
  protected readonly originParts = ['place', 'province', 'latitude', 'longitude'] as const;

  readonly editor = new RecordEditor<Term>({
    form: this.form,
    url: () => `/api/vocabularies/${this.vocabulary()}/terms/${this.term()}/`,
    page: () => ['/motifs', this.vocabulary(), this.term()],
    draftKey: (motif) => `ragam.draft.term.${motif.vocabulary}.${motif.slug}`,
    fill: (motif) => fillTermForm(this.form, motif),
    changes: () => termChangeOf(this.form),
    labelKey: (field) => LABELS[field] ?? `edit.groups.${field}`,
    fitDraft: (draft) => fitSources(this.form, draft),
  });
  protected readonly errors = this.editor.errors;

  protected get sources(): FormArray<SourceForm> {
    return this.form.controls.sources;
  }

  protected addSource(): void {
    this.sources.push(sourceForm());
    this.form.markAsDirty();
  }

  protected removeSource(index: number): void {
    this.sources.removeAt(index);
    this.form.markAsDirty();
  }
}
