/** The record of an artwork as a form: nothing typed is lost, errors stand at their fields. */
import { Component, computed, inject, input } from '@angular/core';
import { FormControl, FormGroup } from '@angular/forms';
import { TranslocoPipe } from '@jsverse/transloco';

import { Artwork } from '../api/models';
import { RecordEditor } from '../editing/record-editor';
import { RecordPage } from '../editing/record-page';
import { EditPage } from '../editing/unsaved-changes';
import { Language } from '../i18n/language';
import { FormField } from '../ui/form-field';

const LABELS: Readonly<Record<string, string>> = {
  title: 'edit.titleId',
  title_en: 'edit.titleEn',
  description: 'artwork.description',
};
const text = (): FormControl<string> => new FormControl('', { nonNullable: true });

@Component({
  selector: 'ragam-artwork-edit-page',
  imports: [FormField, RecordPage, TranslocoPipe],
  templateUrl: './artwork-edit-page.html',
  styleUrl: '../editing/record-fields.css',
})
export default class ArtworkEditPage implements EditPage {
  /** From the address. */
  readonly id = input.required<string>();

  protected readonly language = inject(Language);
  protected readonly form = new FormGroup({
    title: text(),
    title_en: text(),
    accession_number: text(),
    maker: text(),
    date: text(),
    technique: text(),
    material: text(),
    dimensions: text(),
    place: text(),
    rights: text(),
    description: new FormGroup({ id: text(), en: text() }),
  });
  protected readonly details = [
    'accession_number',
    'maker',
    'date',
    'technique',
    'material',
    'dimensions',
    'place',
    'rights',
  ] as const;

  readonly editor = new RecordEditor<Artwork>({
    form: this.form,
    url: () => `/api/artworks/${this.id()}/`,
    page: () => ['/artworks', this.id()],
    draftKey: (artwork) => `ragam.draft.artwork.${artwork.id}`,
    fill: (artwork) => this.form.reset(artwork),
    changes: () => this.form.getRawValue(),
    labelKey: (field) => LABELS[field] ?? `artwork.fields.${field}`,
  });
  protected readonly errors = this.editor.errors;
  protected readonly name = computed(() => {
    const artwork = this.editor.record();
    return this.language.pick({ id: artwork?.title, en: artwork?.title_en });
  });

  /** Saves and publishes in one step. */
  protected publish(): Promise<void> {
    return this.editor.save({ status: 'published' }, 'artwork.published');
  }
}
