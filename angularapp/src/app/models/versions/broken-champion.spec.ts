import { ComponentFixture, TestBed } from '@angular/core/testing';
import { provideHttpClient } from '@angular/common/http';
import { provideHttpClientTesting } from '@angular/common/http/testing';
import { beforeEach, describe, expect, it } from 'vitest';

import { inEnglish } from '../../../i18n/testing';
import { ModelVersion } from '../../api/models';
import { Session } from '../../session/session';
import { BrokenChampion } from './broken-champion';

const BROKEN = {
  id: 'v2',
  number: 2,
  is_champion: true,
  broken: { code: 'bundle_corrupt', detail: 'head.npz differs.', since: '2026-01-01T10:00:00Z' },
  roll_back_to: 'v1',
} as ModelVersion;
const EARLIER = { id: 'v1', number: 1, broken: null, roll_back_to: null } as ModelVersion;

describe('BrokenChampion', () => {
  let fixture: ComponentFixture<BrokenChampion>;
  let mayPromote = true;

  beforeEach(() => {
    mayPromote = true;
    TestBed.configureTestingModule({
      imports: [inEnglish()],
      providers: [
        provideHttpClient(),
        provideHttpClientTesting(),
        { provide: Session, useValue: { can: () => mayPromote } },
      ],
    });
    fixture = TestBed.createComponent(BrokenChampion);
    fixture.componentRef.setInput('version', BROKEN);
    fixture.componentRef.setInput('versions', [BROKEN, EARLIER]);
  });

  function shown(): HTMLElement {
    fixture.detectChanges();
    return fixture.nativeElement as HTMLElement;
  }

  it('offers the version that served before, by one click', () => {
    const asked: number[] = [];
    fixture.componentInstance.rollBack.subscribe(({ number }) => asked.push(number));
    expect(shown().textContent).toContain('Version 2 cannot be loaded');
    shown().querySelector('button')?.click();
    expect(asked).toEqual([1]);
    fixture.componentRef.setInput('isBusy', true);
    expect(shown().querySelector('button')?.disabled).toBe(true);
  });

  it('offers nothing where nothing can take its place', () => {
    fixture.componentRef.setInput('version', { ...BROKEN, roll_back_to: null });
    expect(shown().querySelector('button.button--primary')).toBeNull();
    expect(shown().textContent).toContain('No other version');
  });

  it('tells who may not promote whom to ask', () => {
    mayPromote = false;
    expect(shown().querySelector('button.button--primary')).toBeNull();
    expect(shown().textContent).toContain('model manager');
  });
});
