import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { FormControl, FormGroup } from '@angular/forms';
import { Router } from '@angular/router';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { Toasts } from '../ui/toasts';
import { Difference, RecordEditor } from './record-editor';
import { LeaveQuestion } from './unsaved-changes';

interface Cloth {
  id: string;
  title: string;
  place: string;
}

const SAVED: Cloth = { id: '7', title: 'as saved', place: 'Solo' };
const DRAFT_KEY = 'draft.7';

describe('RecordEditor', () => {
  let http: HttpTestingController;
  let form: FormGroup<{ title: FormControl<string>; place: FormControl<string> }>;
  let editor: RecordEditor<Cloth>;
  const navigate = vi.fn();
  const show = vi.fn();
  const ask = vi.fn();

  beforeEach(() => {
    sessionStorage.clear();
    for (const spy of [navigate, show, ask]) spy.mockReset();
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(),
        provideHttpClientTesting(),
        { provide: Router, useValue: { navigate } },
        { provide: Toasts, useValue: { show } },
        { provide: LeaveQuestion, useValue: { ask } },
      ],
    });
    http = TestBed.inject(HttpTestingController);
  });

  async function open(): Promise<void> {
    const text = () => new FormControl('', { nonNullable: true });
    form = new FormGroup({ title: text(), place: text() });
    editor = TestBed.runInInjectionContext(
      () =>
        new RecordEditor<Cloth>({
          form,
          url: () => '/api/cloths/7/',
          page: () => ['/cloths', '7'],
          draftKey: ({ id }) => `draft.${id}`,
          fill: ({ title, place }) => form.reset({ title, place }),
          changes: () => form.getRawValue(),
          labelKey: (field) => `fields.${field}`,
        }),
    );
    TestBed.tick();
    http.expectOne('/api/cloths/7/').flush(SAVED, { headers: { ETag: '"one"' } });
    await vi.waitFor(() => expect(editor.record()).toEqual(SAVED));
    TestBed.tick();
  }

  function type(title: string): void {
    form.controls.title.setValue(title);
    form.markAsDirty();
  }

  it('shows the record as the server has it, and lets go of it without a question', async () => {
    await open();
    expect(form.value.title).toBe('as saved');
    expect(editor.isRestored()).toBe(false);
    expect(editor.mayLeave()).toBe(true);
  });

  it('asks before what was typed is left', async () => {
    await open();
    type('typed');
    ask.mockResolvedValue(false);
    expect(await editor.mayLeave()).toBe(false);
    const closing = new Event('beforeunload', { cancelable: true });
    editor.warn(closing as BeforeUnloadEvent);
    expect(closing.defaultPrevented).toBe(true);
  });

  it('brings back what was typed in an earlier visit, until it is discarded', async () => {
    sessionStorage.setItem(
      DRAFT_KEY,
      JSON.stringify({ from: { title: 'as saved' }, typed: { title: 'typed before' } }),
    );
    await open();
    expect(form.value.title).toBe('typed before');
    expect(editor.isRestored()).toBe(true);
    editor.discardDraft();
    expect(form.value.title).toBe('as saved');
    expect(editor.isRestored()).toBe(false);
    expect(sessionStorage.getItem(DRAFT_KEY)).toBeNull();
  });

  it('saves once, with what is given besides, and goes where the record is seen', async () => {
    await open();
    type('typed');
    const saved = editor.save({ status: 'published' }, 'artwork.published');
    void editor.save();
    const request = http.expectOne({ method: 'PATCH', url: '/api/cloths/7/' });
    expect(request.request.body).toEqual({ title: 'typed', status: 'published' });
    expect(request.request.headers.get('If-Match')).toBe('"one"');
    request.flush({});
    await saved;
    expect(show).toHaveBeenCalledWith('artwork.published');
    expect(navigate).toHaveBeenCalledWith(['/cloths', '7']);
    expect(editor.mayLeave()).toBe(true);
  });

  it('shows both versions when somebody else has saved, and loses neither', async () => {
    await open();
    type('typed');
    const refused = editor.save();
    http.expectOne({ method: 'PATCH', url: '/api/cloths/7/' }).flush(
      {
        code: 'changed_meanwhile',
        current: { id: '7', title: 'theirs', place: 'Pekalongan' },
        etag: '"two"',
      },
      { status: 412, statusText: 'Precondition Failed' },
    );
    await refused;
    expect(editor.differences()).toEqual([
      { field: 'title', theirs: 'theirs', mine: 'typed' },
      { field: 'place', theirs: 'Pekalongan', mine: 'Solo' },
    ]);
    expect(form.getRawValue()).toEqual({ title: 'typed', place: 'Pekalongan' });
    const [title] = editor.differences() as [Difference, Difference];
    expect(editor.saysMine(title)).toBe(true);
    editor.choose(title, 'theirs');
    expect(form.value.title).toBe('theirs');
    editor.choose(title, 'mine');

    const saved = editor.save();
    const again = http.expectOne({ method: 'PATCH', url: '/api/cloths/7/' });
    expect(again.request.body).toEqual({ title: 'typed' });
    expect(again.request.headers.get('If-Match')).toBe('"two"');
    again.flush({});
    await saved;
    expect(navigate).toHaveBeenCalled();
  });

  it('keeps what was typed, and says what is wrong with which field, when saving fails', async () => {
    await open();
    type('too long');
    const saved = editor.save();
    http
      .expectOne({ method: 'PATCH', url: '/api/cloths/7/' })
      .flush(
        { code: 'validation_error', errors: { title: ['Too long.'] } },
        { status: 400, statusText: 'Bad Request' },
      );
    await saved;
    expect(editor.errors()).toMatchObject({ title: [{ message: 'Too long.' }] });
    expect(form.value.title).toBe('too long');
    expect(form.dirty).toBe(true);
    expect(navigate).not.toHaveBeenCalled();
    expect(editor.isSaving()).toBe(false);
  });
});
