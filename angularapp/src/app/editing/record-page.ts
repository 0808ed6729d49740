/** The page around the fields of a record: way back, heading, restored draft, problem, and the buttons. */
import { Component, input } from '@angular/core';
import { ReactiveFormsModule } from '@angular/forms';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

import { ProblemTextPipe } from '../i18n/problem-words';
import { Icon } from '../ui/icon';
import { ErrorState, Loading } from '../ui/states';
import { RecordConflict } from './record-conflict';
import { RecordEditor } from './record-editor';

@Component({
  selector: 'ragam-record-page',
  imports: [
    ErrorState,
    Icon,
    Loading,
    ProblemTextPipe,
    ReactiveFormsModule,
    RecordConflict,
    RouterLink,
    TranslocoPipe,
  ],
  host: { '(window:beforeunload)': 'editor().warn($event)' },
  templateUrl: './record-page.html',
  styleUrl: './record-page.css',
})
export class RecordPage<T> {
  readonly editor = input.required<RecordEditor<T>>();
  readonly heading = input.required<string>();
  /** What the record is called. */
  readonly name = input.required<string>();
  readonly picture = input<string | null>();
  readonly pictureText = input('');
}
