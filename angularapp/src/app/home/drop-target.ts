/** The large place to drop, choose or take a photograph; says which files were given. */
import { Component, input, output, signal } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

import { Icon } from '../ui/icon';
import { OrnamentBand } from '../ui/ornament-band';

@Component({
  selector: 'ragam-drop-target',
  imports: [Icon, OrnamentBand, TranslocoPipe],
  host: {
    '[class.over]': 'isOver()',
    '(dragenter)': 'welcome($event)',
    '(dragover)': 'welcome($event)',
    '(dragleave)': 'leave($event)',
    '(drop)': 'take($event)',
  },
  template: `
    <ragam-ornament-band motif="kawung" />
    <div class="inside">
      <p class="ask">{{ 'home.drop.ask' | transloco }}</p>
      <div class="row">
        <label class="button button--primary">
          <ragam-icon name="upload" />{{ 'home.drop.choose' | transloco }}
          <input
            class="visually-hidden"
            type="file"
            accept="image/*,.heic,.heif,.tif,.tiff"
            multiple
            (change)="pick($event)"
          />
        </label>
        <label class="button camera">
          <ragam-icon name="camera" />{{ 'home.drop.camera' | transloco }}
          <input
            class="visually-hidden"
            type="file"
            accept="image/*"
            capture="environment"
            (change)="pick($event)"
          />
        </label>
      </div>
      <p class="meta">{{ promise() }}</p>
    </div>
    <ragam-ornament-band motif="kawung" />
  `,
  styleUrl: './drop-target.css',
})
export class DropTarget {
  /** What happens to a picture that is given here, in a sentence. */
  readonly promise = input.required<string>();
  readonly files = output<File[]>();

  protected readonly isOver = signal(false);

  protected welcome(event: DragEvent): void {
    event.preventDefault();
    this.isOver.set(true);
  }

  protected leave(event: DragEvent): void {
    const target = event.currentTarget as HTMLElement;
    if (!target.contains(event.relatedTarget as Node | null)) this.isOver.set(false);
  }

  protected take(event: DragEvent): void {
    event.preventDefault();
    this.isOver.set(false);
    this.give(event.dataTransfer?.files);
  }

  protected pick(event: Event): void {
    const field = event.target as HTMLInputElement;
    this.give(field.files);
    field.value = ''; // The same file may be chosen again.
  }

  private give(files: FileList | null | undefined): void {
    if (files?.length) this.files.emit([...files]);
  }
}
