import { TestBed } from '@angular/core/testing';
import { describe, expect, it } from 'vitest';

import en from '../../i18n/en/figures.json';
import { inEnglish } from '../../i18n/testing';
import { Estimate } from '../api/models';
import { Figure } from './figure';

async function textOf(estimate: Estimate | null, kind: 'share' | 'difference' = 'share') {
  TestBed.configureTestingModule({
    imports: [Figure, inEnglish({ figures: en })],
  });
  const fixture = TestBed.createComponent(Figure);
  fixture.componentRef.setInput('estimate', estimate);
  fixture.componentRef.setInput('kind', kind);
  await fixture.whenStable();
  return (fixture.nativeElement as HTMLElement).textContent.replace(/\s+/g, ' ').trim();
}

describe('Figure', () => {
  it('shows value, interval and n together', async () => {
    const text = await textOf({ value: 0.9, low: 0.85, high: 0.94, n: 160 });
    expect(text).toMatch(/90/);
    expect(text).toMatch(/85/);
    expect(text).toMatch(/160/);
  });

  it('shows no number at all when n is missing', async () => {
    expect(await textOf({ value: 0.9, low: 0.85, high: 0.94 } as Estimate)).not.toMatch(/\d/);
    TestBed.resetTestingModule();
    expect(await textOf({ value: 0.9, low: 0.85, high: 0.94, n: 0 })).not.toMatch(/\d/);
  });
});
