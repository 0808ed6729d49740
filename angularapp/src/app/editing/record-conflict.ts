/** Both versions of a record that two people changed, side by side, and which one each field shall keep. */
import { Component, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

import { linesOfValue } from './differences';
import { RecordEditor } from './record-editor';

@Component({
  selector: 'ragam-record-conflict',
  imports: [TranslocoPipe],
  templateUrl: './record-conflict.html',
  styleUrl: './record-conflict.css',
})
export class RecordConflict<T> {
  readonly editor = input.required<RecordEditor<T>>();

  protected readonly lines = linesOfValue;
  protected readonly sides = ['theirs', 'mine'] as const;
}
