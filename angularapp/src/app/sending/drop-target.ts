/** Where pictures come in: dropped, picked, pasted, taken with the camera, or a whole folder. */
import { Component, input, output, signal } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

import { Icon } from '../ui/icon';
import { OrnamentBand } from '../ui/ornament-band';
import { filesOf } from './dropped-files';

@Component({
  selector: 'ragam-drop-target',
  imports: [Icon, OrnamentBand, TranslocoPipe],
  host: {
    '[class.over]': 'isOver()',
    '[class.slim]': 'slim()',
    // The whole page takes files: one dropped beside the target would replace the page by the picture.
    '(document:dragenter)': 'enter($event)',
    '(document:dragover)': 'allow($event)',
    '(document:dragleave)': 'leave($event)',
    '(document:drop)': 'drop($event)',
    '(document:paste)': 'paste($event)',
  },
  template: `
    <ragam-ornament-band class="more" motif="kawung" />
    <div class="inside">
      <p class="title">{{ title() }}</p>
      <p class="meta more">{{ (many() ? 'sending.many' : 'sending.one') | transloco }}</p>
      <div class="row">
        <button type="button" class="button button--primary" (click)="picker.click()">
          <ragam-icon name="upload" [size]="18" />{{
            (many() ? 'sending.pickMany' : 'sending.pick') | transloco
          }}
        </button>
        @if (many()) {
          <button type="button" class="button" (click)="folder.click()">
            <ragam-icon name="archive" [size]="18" />{{ 'sending.folder' | transloco }}
          </button>
        } @else {
          <button type="button" class="button camera" (click)="camera.click()">
            <ragam-icon name="camera" [size]="18" />{{ 'sending.camera' | transloco }}
          </button>
        }
      </div>
      <input
        #picker
        hidden
        type="file"
        [attr.accept]="accept"
        [multiple]="many()"
        (change)="pick(picker)"
      />
      <input #folder hidden type="file" webkitdirectory multiple (change)="pick(folder)" />
      <input
        #camera
        hidden
        type="file"
        accept="image/*"
        capture="environment"
        (change)="pick(camera)"
      />
      <div class="more"><ng-content /></div>
    </div>
    <ragam-ornament-band class="more" motif="kawung" />
  `,
  styleUrl: './drop-target.css',
})
export class DropTarget {
  readonly title = input.required<string>();
  /** Whether many files, and folders, are welcome. */
  readonly many = input(false);
  /** One line high, where a list of files is what matters now. */
  readonly slim = input(false);
  readonly picked = output<File[]>();

  /** The names are for browsers that do not know the types of phones and scanners. */
  protected readonly accept = 'image/*,.heic,.heif,.avif,.tif,.tiff';
  protected readonly isOver = signal(false);
  private depth = 0;

  protected pick(input: HTMLInputElement): void {
    this.hand(Array.from(input.files ?? []));
    input.value = ''; // The same file may be picked again.
  }

  /** Entering a child also leaves the parent, so the depth tells whether the pointer is still here. */
  protected enter(event: DragEvent): void {
    if (!bringsFiles(event)) return;
    event.preventDefault();
    this.depth += 1;
    this.isOver.set(true);
  }

  protected leave(event: DragEvent): void {
    if (!bringsFiles(event)) return;
    this.depth -= 1;
    this.isOver.set(this.depth > 0);
  }

  protected allow(event: DragEvent): void {
    if (bringsFiles(event)) event.preventDefault();
  }

  protected async drop(event: DragEvent): Promise<void> {
    if (!bringsFiles(event)) return;
    event.preventDefault();
    this.depth = 0;
    this.isOver.set(false);
    if (event.dataTransfer) this.hand(await filesOf(event.dataTransfer));
  }

  protected paste(event: ClipboardEvent): void {
    const pasted = Array.from(event.clipboardData?.files ?? []);
    if (pasted.length === 0) return;
    event.preventDefault();
    this.hand(pasted);
  }

  private hand(files: File[]): void {
    // Folders bring along what systems hide in them, such as .DS_Store.
    const visible = files.filter((file) => !file.name.startsWith('.'));
    if (visible.length > 0) this.picked.emit(visible);
  }
}

/** Text that is dragged, into a field for example, is none of ours. */
function bringsFiles(event: DragEvent): boolean {
  return Array.from(event.dataTransfer?.types ?? []).includes('Files');
}
