/** The statements of a motif in its form: each with aspect, texts, source and check; add, remove, put in order. */
import { Component, ElementRef, inject, input } from '@angular/core';
import { FormArray, ReactiveFormsModule } from '@angular/forms';
import { TranslocoPipe } from '@jsverse/transloco';

import { FieldError } from '../api/problem';
import { ProblemWords } from '../i18n/problem-words';
import { FormField } from '../ui/form-field';
import { Icon } from '../ui/icon';
import { ASPECTS, moveRow, StatementForm, statementForm } from './term-form';

@Component({
  selector: 'ragam-statement-fields',
  imports: [FormField, Icon, ReactiveFormsModule, TranslocoPipe],
  templateUrl: './statement-fields.html',
  styleUrls: ['../editing/record-fields.css', './rows.css'],
})
export class StatementFields {
  readonly rows = input.required<FormArray<StatementForm>>();
  readonly errors = input.required<Readonly<Record<string, readonly FieldError[]>>>();

  protected readonly words = inject(ProblemWords);
  protected readonly aspects = ASPECTS;
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);

  protected errorsOf(index: number, name: string): readonly FieldError[] {
    return this.errors()[`statements.${index}.${name}`] ?? [];
  }

  /** Other words are not those that somebody checked. */
  protected uncheck(row: StatementForm): void {
    row.controls.checked.setValue(false);
  }

  protected add(): void {
    this.rows().push(statementForm());
    this.rows().markAsDirty();
    this.focus(`[data-row="${this.rows().length - 1}"] select`);
  }

  protected remove(index: number): void {
    this.rows().removeAt(index);
    this.rows().markAsDirty();
    this.focus('[data-add]');
  }

  /** The focus goes along, so that a row can be moved on with the same key. */
  protected move(index: number, by: 1 | -1): void {
    if (!moveRow(this.rows(), index, index + by)) return;
    this.focus(`[data-row="${index + by}"] [data-move="${by}"]`);
  }

  private focus(selector: string): void {
    setTimeout(() => this.host.nativeElement.querySelector<HTMLElement>(selector)?.focus());
  }
}
