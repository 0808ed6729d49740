import { DestroyRef } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { FormControl, FormGroup } from '@angular/forms';

import { FormDraft } from './form-draft';

const makeForm = () => new FormGroup({ title: new FormControl('as saved', { nonNullable: true }) });

describe('FormDraft', () => {
  beforeEach(() => {
    sessionStorage.clear();
    vi.useFakeTimers();
  });

  afterEach(() => vi.useRealTimers());

  it('keeps what was typed and gives it back to the next form', () => {
    const form = makeForm();
    new FormDraft(form, 'key').keep(TestBed.inject(DestroyRef));
    form.controls.title.markAsDirty();
    form.controls.title.setValue('typed');
    vi.advanceTimersByTime(1000);

    const next = makeForm();
    expect(new FormDraft(next, 'key').restore()).toBe(true);
    expect(next.value.title).toBe('typed');
    expect(next.dirty).toBe(true);
  });

  it('leaves alone what was not typed, and what the record says by now', () => {
    const bigForm = (title: string, place: string) =>
      new FormGroup({
        title: new FormControl(title, { nonNullable: true }),
        place: new FormControl(place, { nonNullable: true }),
      });
    const form = bigForm('as saved', 'Solo');
    new FormDraft(form, 'key').keep(TestBed.inject(DestroyRef));
    form.controls.title.markAsDirty();
    form.controls.title.setValue('typed');
    vi.advanceTimersByTime(1000);

    const next = bigForm('as saved', 'Pekalongan');
    expect(new FormDraft(next, 'key').restore()).toBe(true);
    expect(next.getRawValue()).toEqual({ title: 'typed', place: 'Pekalongan' });
  });

  it('keeps nothing that nobody typed', () => {
    const form = makeForm();
    new FormDraft(form, 'key').keep(TestBed.inject(DestroyRef));
    form.controls.title.setValue('set by the page');
    vi.advanceTimersByTime(1000);
    expect(new FormDraft(makeForm(), 'key').restore()).toBe(false);
  });

  it('drops what it cannot read', () => {
    sessionStorage.setItem('key', 'not json');
    expect(new FormDraft(makeForm(), 'key').restore()).toBe(false);
    expect(sessionStorage.getItem('key')).toBeNull();
  });
});
