/** Both versions of a record that two people changed, side by side, and which one each field shall keep. */
import { Component, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

import { linesOfValue } from './differences';
import { Difference, RecordEditor } from './record-editor';

@Component({
  selector: 'ragam-record-conflict',
  imports: [TranslocoPipe],
  templateUrl: './record-conflict.html',
  styleUrl: './record-conflict.css',
})
export class RecordConflict<T> {
  readonly editor = input.required<RecordEditor<T>>();

  protected readonly sides = ['theirs', 'mine'] as const;

  protected lines(difference: Difference, side: (typeof this.sides)[number]): string[] {
    const readable = this.editor().editing.readable;
    const value = difference[side];
    return linesOfValue(readable ? readable(difference.field, value) : value);
  }
}
