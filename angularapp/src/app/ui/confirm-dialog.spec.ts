import { Dialog } from '@angular/cdk/dialog';
import { TestBed } from '@angular/core/testing';

import { inEnglish } from '../../i18n/testing';
import { ConfirmDialog } from './confirm-dialog';

const QUESTION = { title: 'Delete?', text: 'It is gone then.', confirm: 'Delete' };

vi.setConfig({ testTimeout: 60_000 });

describe('ConfirmDialog', () => {
  let dialog: ConfirmDialog;

  beforeEach(() => {
    TestBed.configureTestingModule({ imports: [inEnglish()] });
    dialog = TestBed.inject(ConfirmDialog);
  });

  async function press(name: string): Promise<void> {
    const find = (): HTMLElement =>
      [...document.querySelectorAll<HTMLElement>('ragam-confirm-dialog button')].find(
        (button) => button.textContent.trim() === name,
      )!;
    // The dialog's code is loaded first, which a busy machine takes long for.
    await vi.waitFor(() => expect(find()).toBeDefined(), { timeout: 20_000 });
    find().click();
  }

  it('is true only for the confirming button', async () => {
    const yes = dialog.ask(QUESTION);
    await press('Delete');
    expect(await yes).toBe(true);
    const no = dialog.ask(QUESTION);
    await press('Cancel');
    expect(await no).toBe(false);
  });

  it('asks once, however often it is called while it is open', async () => {
    const first = dialog.ask(QUESTION);
    expect(await dialog.ask(QUESTION)).toBe(false);
    await vi.waitFor(() => expect(TestBed.inject(Dialog).openDialogs).toHaveLength(1));
    expect(await dialog.ask(QUESTION)).toBe(false);
    expect(TestBed.inject(Dialog).openDialogs).toHaveLength(1);
    await press('Delete');
    expect(await first).toBe(true);
  });
});
