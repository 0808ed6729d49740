import { ComponentFixture, TestBed } from '@angular/core/testing';
import { FormArray } from '@angular/forms';
import { beforeEach, describe, expect, it } from 'vitest';

import en from '../../i18n/en';
import { inEnglish } from '../../i18n/testing';
import { StatementFields } from './statement-fields';
import { StatementForm, statementForm } from './term-form';

describe('StatementFields', () => {
  let fixture: ComponentFixture<StatementFields>;
  let page: HTMLElement;
  let rows: FormArray<StatementForm>;

  beforeEach(() => {
    TestBed.configureTestingModule({ imports: [inEnglish()] });
    fixture = TestBed.createComponent(StatementFields);
    const row = (en: string, checked: boolean) =>
      statementForm({
        aspect: 'meaning',
        text: { id: '', en },
        source: 'A museum',
        source_url: '',
        checked,
      });
    rows = new FormArray([row('first', true), row('second', true)]);
    fixture.componentRef.setInput('rows', rows);
    fixture.componentRef.setInput('errors', {});
    fixture.detectChanges();
    page = fixture.nativeElement as HTMLElement;
  });

  const press = (label: string) => {
    page.querySelector<HTMLElement>(`[aria-label="${label}"]`)?.click();
    fixture.detectChanges();
  };
  const texts = () => rows.getRawValue().map(({ text }) => text.en);

  it('takes the check away as soon as words change, and only there', () => {
    const area = page.querySelectorAll('textarea')[1] as HTMLTextAreaElement;
    area.value = 'other words';
    area.dispatchEvent(new Event('input', { bubbles: true }));
    expect(rows.getRawValue().map(({ checked }) => checked)).toEqual([false, true]);
  });

  it('puts rows in order and takes them away', () => {
    press('Move statement 2 up');
    expect(texts()).toEqual(['second', 'first']);
    press('Move statement 1 up');
    expect(texts()).toEqual(['second', 'first']);
    press('Remove statement 1');
    expect(texts()).toEqual(['first']);
  });

  it('adds a row, and says what the server found wrong with which', () => {
    page.querySelector<HTMLElement>('[data-add]')?.click();
    const error = { code: 'required', message: 'This field is required.', params: {} };
    fixture.componentRef.setInput('errors', { 'statements.2.text': [error] });
    fixture.detectChanges();
    expect(rows.length).toBe(3);
    expect(page.querySelectorAll('.row-block')[2]?.textContent).toContain(
      en.shared.fields.required,
    );
  });
});
