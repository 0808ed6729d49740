import { ComponentFixture, TestBed } from '@angular/core/testing';
import { beforeEach, describe, expect, it } from 'vitest';

import { inEnglish } from '../../i18n/testing';
import { DropTarget } from './drop-target';

const cloth = new File(['cloth'], 'cloth.jpg', { type: 'image/jpeg' });
const detail = new File(['detail'], 'detail.jpg', { type: 'image/jpeg' });
const hidden = new File([''], '.DS_Store');

describe('DropTarget', () => {
  let fixture: ComponentFixture<DropTarget>;
  let host: HTMLElement;
  let given: File[][];

  beforeEach(async () => {
    TestBed.configureTestingModule({ imports: [inEnglish()] });
    fixture = TestBed.createComponent(DropTarget);
    fixture.componentRef.setInput('title', 'Drop it here');
    given = [];
    fixture.componentInstance.picked.subscribe((files) => given.push(files));
    host = fixture.nativeElement as HTMLElement;
    await fixture.whenStable();
  });

  /** jsdom knows neither drops nor pastes of files, so that they are put into plain events. */
  async function happen(target: EventTarget, name: string, parts: object = {}): Promise<Event> {
    const event = Object.assign(new Event(name, { bubbles: true, cancelable: true }), parts);
    target.dispatchEvent(event);
    await fixture.whenStable();
    return event;
  }

  const drop = (transfer: object): Promise<Event> =>
    happen(host, 'drop', { dataTransfer: { types: ['Files'], items: [], ...transfer } });

  it('hands on what is dropped, without what systems hide in folders', async () => {
    await drop({ files: [hidden, cloth] });
    expect(given).toEqual([[cloth]]);
  });

  it('says nothing when there was nothing but hidden files', async () => {
    await drop({ files: [hidden] });
    expect(given).toEqual([]);
  });

  it('goes down into folders', async () => {
    const items = [{ webkitGetAsEntry: () => folder([file(detail), file(hidden), file(cloth)]) }];
    await drop({ items, files: [] });
    expect(given).toEqual([[cloth, detail]]);
  });

  it('takes a picture from the clipboard and leaves text to the fields', async () => {
    const pasted = await happen(document, 'paste', { clipboardData: { files: [cloth] } });
    const text = await happen(document, 'paste', { clipboardData: { files: [] } });
    expect(given).toEqual([[cloth]]);
    expect([pasted.defaultPrevented, text.defaultPrevented]).toEqual([true, false]);
  });

  it('shows that it is the place until the pointer has left all of it', async () => {
    const inside = host.querySelector('.inside')!;
    const isOver = (): boolean => host.classList.contains('over');
    const files = { dataTransfer: { types: ['Files'] } };
    await happen(host, 'dragenter', files);
    await happen(inside, 'dragenter', files);
    await happen(host, 'dragleave', files);
    expect(isOver()).toBe(true);
    await happen(inside, 'dragleave', files);
    expect(isOver()).toBe(false);
  });

  it('takes files that are dropped beside it, which would else replace the page', async () => {
    const dataTransfer = { types: ['Files'], items: [], files: [cloth] };
    const over = await happen(document.body, 'dragover', { dataTransfer });
    const dropped = await happen(document.body, 'drop', { dataTransfer });
    expect([over.defaultPrevented, dropped.defaultPrevented]).toEqual([true, true]);
    expect(given).toEqual([[cloth]]);
  });

  it('leaves text that is dragged into a field alone', async () => {
    const dataTransfer = { types: ['text/plain'], items: [], files: [] };
    const dropped = await happen(document.body, 'drop', { dataTransfer });
    expect(dropped.defaultPrevented).toBe(false);
  });

  it('keeps its buttons, and the focus on them, when it becomes slim', async () => {
    host.ownerDocument.body.append(host);
    const button = host.querySelector('button')!;
    button.focus();
    fixture.componentRef.setInput('slim', true);
    await fixture.whenStable();
    expect(host.classList.contains('slim')).toBe(true);
    expect(document.activeElement).toBe(button);
  });

  it('offers a camera to those who send one picture, and folders to those who send many', async () => {
    const buttons = (): string =>
      [...host.querySelectorAll('button')].map((one) => one.textContent.trim()).join(', ');
    expect(buttons()).toBe('Choose a picture, Take a photograph');
    fixture.componentRef.setInput('many', true);
    await fixture.whenStable();
    expect(buttons()).toBe('Choose pictures, Choose a folder');
  });
});

function file(content: File): object {
  const give = (done: (file: File) => void): void => done(content);
  return { isFile: true, isDirectory: false, name: content.name, file: give };
}

/** Gives its entries in one portion, and then the empty one that ends them. */
function folder(entries: object[]): object {
  const portions = [entries, []];
  const readEntries = (done: (portion: object[]) => void): void => done(portions.shift() ?? []);
  return {
    isFile: false,
    isDirectory: true,
    name: 'cloths',
    createReader: () => ({ readEntries }),
  };
}
