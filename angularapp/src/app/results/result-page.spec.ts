import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { ComponentFixture, TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import en from '../../i18n/en';
import { inEnglish } from '../../i18n/testing';
import { Job, Submission } from '../api/models';
import { problemInterceptor } from '../api/problem';
import ResultPage from './result-page';

function submission(job: Partial<Job>): Submission {
  return {
    id: 's1',
    created_at: '2026-01-01T00:00:00Z',
    expires_at: null,
    filename: 'kain.jpg',
    vocabulary: 'motifs',
    image: {
      id: 'i1',
      width: 10,
      height: 10,
      role: 'front',
      thumb_url: '/api/images/i1/thumb.webp',
      view_url: '/api/images/i1/view.webp',
      alt: { id: '', en: '' },
    },
    artwork: null,
    job: {
      id: 'j1',
      kind: 'classify',
      status: 'queued',
      phase: '',
      progress: 0,
      result: null,
      error: null,
      created_at: '2026-01-01T00:00:00Z',
      started_at: null,
      finished_at: null,
      cancel_requested: false,
      attempts: 0,
      ...job,
    },
    prediction: null,
  } as Submission;
}

describe('ResultPage', () => {
  let fixture: ComponentFixture<ResultPage>;
  let http: HttpTestingController;

  beforeEach(() => {
    TestBed.configureTestingModule({
      imports: [inEnglish()],
      providers: [
        provideRouter([]),
        provideHttpClient(withInterceptors([problemInterceptor])),
        provideHttpClientTesting(),
      ],
    });
    http = TestBed.inject(HttpTestingController);
    fixture = TestBed.createComponent(ResultPage);
    fixture.componentRef.setInput('submission', 's1');
    TestBed.tick();
  });

  afterEach(() => fixture.destroy());

  function text(): string {
    return (fixture.nativeElement as HTMLElement).textContent;
  }

  async function answer(row: Submission): Promise<void> {
    http.expectOne('/api/submissions/s1/').flush(row);
    // Not whenStable: the next request is already on its way, and stays unanswered here.
    await new Promise((resolve) => setTimeout(resolve));
    TestBed.tick();
  }

  it('explains in words why a picture waits for a model, and goes on watching', async () => {
    await answer(submission({ phase: 'waiting_for_model' }));
    expect(text()).toContain(en.jobs.waiting);
    http.expectOne('/api/jobs/j1/');
  });

  it('says what was wrong with a failed picture and what to do', async () => {
    await answer(
      submission({
        status: 'failed',
        error: { code: 'unreadable_image', detail: 'This JPEG ends after 20 kB.' },
      }),
    );
    expect(text()).toContain(en.shared.problems.unreadable_image);
    expect(text()).not.toContain('ends after 20 kB'); // English, and the page is not.
    expect(text()).toContain(en.result.failedHint.unreadable_image);
    http.expectNone('/api/jobs/j1/');
  });

  it('reads the prediction once the job has succeeded', async () => {
    await answer(submission({ status: 'succeeded', result: { prediction: 'p1' } }));
    http.expectOne('/api/predictions/p1/');
  });

  it('tells a picture that is not there from one that cannot be loaded', async () => {
    http
      .expectOne('/api/submissions/s1/')
      .flush({ code: 'not_found' }, { status: 404, statusText: 'Not Found' });
    await fixture.whenStable();
    expect(text()).toContain(en.result.goneTitle);
  });
});
