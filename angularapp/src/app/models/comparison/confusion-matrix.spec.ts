import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { beforeEach, describe, expect, it } from 'vitest';

import en from '../../../i18n/en/comparison.json';
import { inEnglish } from '../../../i18n/testing';
import { ConfusionMatrix } from './confusion-matrix';

const CONFUSION = {
  labels: ['kawung', 'nitik', 'truntum'],
  counts: [
    [4, 1, 0],
    [0, 5, 0],
    [0, 3, 2],
  ],
};

describe('ConfusionMatrix', () => {
  let element: HTMLElement;
  let settle: () => Promise<void>;

  beforeEach(async () => {
    TestBed.configureTestingModule({
      imports: [inEnglish({ comparison: en })],
      providers: [provideRouter([])],
    });
    const fixture = TestBed.createComponent(ConfusionMatrix);
    fixture.componentRef.setInput('confusion', CONFUSION);
    fixture.componentRef.setInput('nameOf', (label: string) => label.toUpperCase());
    fixture.componentRef.setInput('termOf', () => null);
    element = fixture.nativeElement as HTMLElement;
    document.body.append(element);
    settle = async () => fixture.whenStable();
    await settle();
  });

  function told(): string {
    return element.querySelector('.told')?.textContent.replace(/\s+/g, ' ').trim() ?? '';
  }

  async function press(key: string): Promise<void> {
    const here = element.querySelector('[role="gridcell"][tabindex="0"]');
    here?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
    await settle();
  }

  it('begins at the worst mistake and reads it in both directions', () => {
    expect(told()).toBe(
      'Of 5 pictures of TRUNTUM, 3 were called NITIK. Altogether 9 pictures were called NITIK.',
    );
  });

  it('is walked with the arrow keys and stops at its edges', async () => {
    await press('ArrowRight');
    expect(told()).toContain('2 were recognised');
    await press('ArrowRight');
    await press('ArrowDown');
    expect(told()).toContain('2 were recognised');
    await press('ArrowUp');
    await press('Home');
    expect(told()).toContain('Of 5 pictures of NITIK, 0 were called KAWUNG');
    expect(element.querySelectorAll('[tabindex="0"][role="gridcell"]')).toHaveLength(1);
  });
});
