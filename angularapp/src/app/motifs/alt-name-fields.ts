/** The other names of a motif in its form, each with its language. */
import { Component, computed, ElementRef, inject, input } from '@angular/core';
import { FormArray, ReactiveFormsModule } from '@angular/forms';
import { TranslocoPipe } from '@jsverse/transloco';

import { FieldError } from '../api/problem';
import { Language } from '../i18n/language';
import { ProblemWords } from '../i18n/problem-words';
import { FormField } from '../ui/form-field';
import { Icon } from '../ui/icon';
import { AltNameForm, altNameForm, NAME_LANGUAGES } from './term-form';

@Component({
  selector: 'ragam-alt-name-fields',
  imports: [FormField, Icon, ReactiveFormsModule, TranslocoPipe],
  template: `
    @for (row of rows().controls; track row; let index = $index) {
      <div class="row-line" [attr.data-row]="index">
        <ragam-form-field
          [label]="'edit.altName' | transloco: { number: index + 1 }"
          [control]="row.controls.text"
          [errors]="errors()['alt_names.' + index + '.text'] ?? []"
        />
        <div class="field">
          <label [for]="'name-language-' + index">{{ 'edit.language' | transloco }}</label>
          <select [id]="'name-language-' + index" [formControl]="row.controls.lang">
            @for (language of languages(); track language.tag) {
              <option [value]="language.tag">{{ language.name }}</option>
            }
          </select>
        </div>
        <button
          type="button"
          class="button button--quiet button--icon"
          [attr.aria-label]="'edit.removeAltName' | transloco: { number: index + 1 }"
          (click)="remove(index)"
        >
          <ragam-icon name="trash" />
        </button>
      </div>
    }
    @for (error of errors()['alt_names'] ?? []; track error) {
      <p class="field__error"><ragam-icon name="warning" [size]="16" />{{ words.field(error) }}</p>
    }
    <p>
      <button type="button" class="button button--small" data-add (click)="add()">
        <ragam-icon name="plus" [size]="18" />{{ 'edit.addAltName' | transloco }}
      </button>
    </p>
  `,
  styleUrls: ['../editing/record-fields.css', './rows.css'],
})
export class AltNameFields {
  readonly rows = input.required<FormArray<AltNameForm>>();
  readonly errors = input.required<Readonly<Record<string, readonly FieldError[]>>>();

  protected readonly words = inject(ProblemWords);
  private readonly language = inject(Language);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);
  protected readonly languages = computed(() => {
    const names = new Intl.DisplayNames([this.language.current()], { type: 'language' });
    return NAME_LANGUAGES.map((tag) => ({
      tag,
      name: tag === 'und' ? this.language.wordsFor('edit.unknownLanguage') : (names.of(tag) ?? tag),
    }));
  });

  protected add(): void {
    this.rows().push(altNameForm());
    this.rows().markAsDirty();
    this.focus(`[data-row="${this.rows().length - 1}"] input`);
  }

  protected remove(index: number): void {
    this.rows().removeAt(index);
    this.rows().markAsDirty();
    this.focus('[data-add]');
  }

  private focus(selector: string): void {
    setTimeout(() => this.host.nativeElement.querySelector<HTMLElement>(selector)?.focus());
  }
}
