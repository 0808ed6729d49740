import { TestBed } from '@angular/core/testing';
import { describe, expect, it } from 'vitest';

import { inEnglish } from '../../i18n/testing';
import { Estimate } from '../api/models';
import { MacroFigures } from './macro-figures';

const ESTIMATE: Estimate = { value: 0.9, low: 0.85, high: 0.94, n: 160 };

async function textOf(report: object): Promise<string> {
  TestBed.configureTestingModule({ imports: [inEnglish()] });
  const fixture = TestBed.createComponent(MacroFigures);
  fixture.componentRef.setInput('report', report);
  await fixture.whenStable();
  return (fixture.nativeElement as HTMLElement).textContent;
}

describe('MacroFigures', () => {
  it('names each measure with its interval and n', async () => {
    const text = await textOf({
      macro_f1: ESTIMATE,
      macro_recall: ESTIMATE,
      macro_precision: ESTIMATE,
    });
    for (const name of ['Macro F1', 'Macro recall', 'Macro precision'])
      expect(text).toContain(name);
    expect(text.match(/n\s=\s160/g)).toHaveLength(3);
  });

  it('leaves out what a report of an earlier version does not know', async () => {
    expect(await textOf({ macro_f1: ESTIMATE })).not.toContain('Macro recall');
  });
});
