/** One field of a form: label, control, hint, and what the server or the form finds wrong with it. */
import { booleanAttribute, Component, computed, inject, input } from '@angular/core';
import { FormControl, ReactiveFormsModule } from '@angular/forms';

import { FieldError } from '../api/problem';
import { ProblemWords } from '../i18n/problem-words';
import { Icon } from './icon';

let fields = 0;

@Component({
  selector: 'ragam-form-field',
  imports: [Icon, ReactiveFormsModule],
  host: { class: 'field' },
  template: `
    <label [for]="id">{{ label() }}</label>
    @if (multiline()) {
      <textarea
        [id]="id"
        [formControl]="control()"
        [attr.lang]="lang()"
        [attr.rows]="rows()"
        [attr.aria-invalid]="isWrong()"
        [attr.aria-describedby]="describedBy()"
      ></textarea>
    } @else {
      <input
        [id]="id"
        [formControl]="control()"
        [type]="type()"
        [attr.lang]="lang()"
        [attr.autocomplete]="autocomplete()"
        [attr.autocapitalize]="autocomplete() === 'off' ? null : 'none'"
        [attr.aria-invalid]="isWrong()"
        [attr.aria-describedby]="describedBy()"
      />
    }
    @if (hint()) {
      <p class="field__hint" [id]="id + '-hint'">{{ hint() }}</p>
    }
    @if (isWrong()) {
      <p class="field__error" [id]="id + '-error'">
        <ragam-icon name="warning" [size]="16" />{{ wrong() }}
      </p>
    }
  `,
})
export class FormField {
  readonly control = input.required<FormControl<string>>();
  readonly label = input.required<string>();
  readonly hint = input('');
  readonly errors = input<readonly FieldError[]>([]);
  readonly type = input<'text' | 'password'>('text');
  readonly autocomplete = input('off');
  readonly multiline = input(false, { transform: booleanAttribute });
  readonly rows = input(5);
  /** Language of what is typed, when it is not that of the page. */
  readonly lang = input<string>();

  protected readonly id = `field-${++fields}`;
  private readonly words = inject(ProblemWords);
  protected readonly wrong = computed(() =>
    this.errors()
      .map((error) => this.words.field(error))
      .join(' '),
  );
  protected readonly isWrong = computed(() => this.errors().length > 0);
  protected readonly describedBy = computed(() => {
    const ids = [
      this.hint() ? `${this.id}-hint` : '',
      this.isWrong() ? `${this.id}-error` : '',
    ].filter(Boolean);
    return ids.join(' ') || null;
  });
}
