import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { ApplicationRef } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { inEnglish } from '../../../i18n/testing';
import { ModelVersion } from '../../api/models';
import { CHAMPION_BROKEN, Promoter } from './promoter';

const SUCCESSION = {
  version: { id: 'v2', number: 2 },
  current: null,
  vocabulary: 'Batik motifs',
  nameOf: (label: string) => label,
};

describe('Promoter', () => {
  let promoter: Promoter;
  let http: HttpTestingController;

  beforeEach(() => {
    TestBed.configureTestingModule({
      imports: [inEnglish()],
      providers: [provideHttpClient(), provideHttpClientTesting()],
    });
    promoter = TestBed.inject(Promoter);
    http = TestBed.inject(HttpTestingController);
  });

  afterEach(() => http.verify());

  function dialogs(): HTMLElement[] {
    TestBed.inject(ApplicationRef).tick();
    return [...document.querySelectorAll<HTMLElement>('ragam-promote-dialog')];
  }

  /** A press so long after now; a second one follows the first within a fifth of a second. */
  function click(element: Element | null | undefined, afterMs: number): void {
    expect(element).toBeTruthy();
    const event = new MouseEvent('click', { bubbles: true, cancelable: true, detail: 1 });
    Object.defineProperty(event, 'timeStamp', { value: performance.now() + afterMs });
    element?.dispatchEvent(event);
  }

  function button(text: string): HTMLButtonElement | undefined {
    const buttons = dialogs()[0]?.querySelectorAll('button') ?? [];
    return [...buttons].find(({ textContent }) => textContent.includes(text));
  }

  it('opens once for a double click, and neither closes nor promotes by its second half', async () => {
    const promoted = promoter.promote(SUCCESSION);
    expect(await promoter.promote(SUCCESSION)).toBe(false);
    expect(dialogs()).toHaveLength(1);

    click(document.querySelector('.cdk-overlay-backdrop'), 150);
    click(button('Not now'), 150);
    click(button('Promote version 2'), 150);
    expect(dialogs()).toHaveLength(1);

    click(button('Promote version 2'), 2_000);
    await Promise.resolve();
    const sent = http.expectOne('/api/model-versions/v2/promote/');
    expect(sent.request.body).toEqual({ reason: '' });
    sent.flush({ champion: 'v2', previous: null });
    expect(await promoted).toBe(true);
    expect(dialogs()).toHaveLength(0);
  });

  it('can be asked again after no', async () => {
    for (let turn = 0; turn < 2; turn++) {
      const promoted = promoter.promote(SUCCESSION);
      expect(dialogs()).toHaveLength(1);
      click(button('Not now'), 2_000);
      expect(await promoted).toBe(false);
    }
  });

  it('rolls a broken champion back by one request, however often it is clicked', async () => {
    const version = { id: 'v1', number: 1 } as ModelVersion;
    const first = promoter.rollBack(version);
    expect(promoter.isBusy()).toBe(true);
    expect(await promoter.rollBack(version)).toBe(false);
    const sent = http.expectOne('/api/model-versions/v1/promote/');
    expect(sent.request.body).toEqual({ reason: CHAMPION_BROKEN });
    sent.flush({ champion: 'v1', previous: 'v2' });
    expect(await first).toBe(true);
    expect(promoter.isBusy()).toBe(false);
  });

  it('says what the server says when a version cannot serve', async () => {
    const done = promoter.rollBack({ id: 'v1', number: 1 } as ModelVersion);
    http
      .expectOne('/api/model-versions/v1/promote/')
      .flush({ code: 'bundle_corrupt' }, { status: 422, statusText: 'Unprocessable Content' });
    expect(await done).toBe(false);
    expect(promoter.isBusy()).toBe(false);
  });
});
