import { Dialog } from '@angular/cdk/dialog';
import { HttpClient, provideHttpClient, withInterceptors } from '@angular/common/http';
import {
  HttpTestingController,
  provideHttpClientTesting,
  TestRequest,
} from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { firstValueFrom, Subject } from 'rxjs';

import { inEnglish } from '../../i18n/testing';
import { Me } from '../api/models';
import { problemInterceptor } from '../api/problem';
import { Session } from './session';
import { ACCOUNT_HEADER, sessionWatch } from './session-watch';

const SARI: Me = {
  authenticated: true,
  username: 'sari',
  role: 'cataloguer',
  capabilities: ['upload', 'review'],
  password_change_required: false,
};
const BUDI: Me = { ...SARI, username: 'budi' };

/** A dialog's code is loaded when it is first asked for, which a busy machine takes long for. */
const PATIENT = { timeout: 30_000 };
vi.setConfig({ testTimeout: 60_000 });

function refuse(request: TestRequest, code = 'not_authenticated', status = 401): void {
  request.flush({ code }, { status, statusText: 'no' });
}

describe('a request of somebody whose session has ended', () => {
  let session: Session;
  let server: HttpTestingController;
  let http: HttpClient;
  let closed: Subject<boolean>;
  const open = vi.fn();

  beforeEach(async () => {
    closed = new Subject<boolean>();
    open.mockReset().mockImplementation(() => ({ closed }));
    TestBed.configureTestingModule({
      imports: [inEnglish()],
      providers: [
        provideHttpClient(withInterceptors([sessionWatch, problemInterceptor])),
        provideHttpClientTesting(),
        provideRouter([]),

        { provide: Dialog, useValue: { open } },
      ],
    });
    session = TestBed.inject(Session);
    server = TestBed.inject(HttpTestingController);
    http = TestBed.inject(HttpClient);
    const loaded = session.load();
    server.expectOne('/api/me/').flush(SARI);
    await loaded;
  });

  afterEach(() => server.verify());

  async function asked(): Promise<void> {
    await vi.waitFor(() => expect(open).toHaveBeenCalled(), PATIENT);
  }

  async function signIn(me: Me): Promise<void> {
    const signedIn = session.signIn(me.username ?? '', 'right');
    server.expectOne('/api/session/').flush(me);
    await signedIn;
    closed.next(true);
    closed.complete();
  }

  function promised(): Promise<unknown>[] {
    const headers = { 'If-Match': '"one"' };
    const promises = [
      firstValueFrom(http.post('/api/predictions/p/reviews/', { verdict: 'confirm' })),
      firstValueFrom(http.patch('/api/artworks/a/', { title: 'Kawung' }, { headers })),
      firstValueFrom(http.get('/api/jobs/j/')),
    ];
    for (const url of ['/api/predictions/p/reviews/', '/api/artworks/a/', '/api/jobs/j/']) {
      const request = server.expectOne(url);
      expect(request.request.headers.get(ACCOUNT_HEADER)).toBe('sari');
      refuse(request);
    }
    return promises;
  }

  it('goes through after one dialog, with all that was sent with it', async () => {
    const promises = promised();
    await asked();
    document.cookie = 'XSRF-TOKEN=renewed';
    await signIn(SARI);
    await vi.waitFor(() => {
      const review = server.expectOne('/api/predictions/p/reviews/');
      expect(review.request.body).toEqual({ verdict: 'confirm' });
      expect(review.request.headers.get('X-CSRFToken')).toBe('renewed');
      review.flush({ id: 'r' });
    }, PATIENT);
    const saved = server.expectOne('/api/artworks/a/');
    expect(saved.request.headers.get('If-Match')).toBe('"one"');
    saved.flush({});
    server.expectOne('/api/jobs/j/').flush({});
    await Promise.all(promises);
    expect(open).toHaveBeenCalledTimes(1);
    document.cookie = 'XSRF-TOKEN=; max-age=0';
  });

  it('is not sent in the name of somebody else', async () => {
    const promises = promised();
    await asked();
    await signIn(BUDI);
    for (const promise of promises) {
      await expect(promise).rejects.toMatchObject({ code: 'signed_in_as_another' });
    }
  });

  it('fails, with the page kept, when the person stays signed out', async () => {
    const promises = promised();
    await asked();
    closed.next(false);
    for (const promise of promises) {
      await expect(promise).rejects.toMatchObject({ code: 'not_authenticated' });
    }
    expect(session.hasEnded()).toBe(true);
    expect(session.can('review')).toBe(true);

    // Reading goes on as a visitor, and opens no second dialog.
    const reading = firstValueFrom(http.get('/api/artworks/'));
    const request = server.expectOne('/api/artworks/');
    expect(request.request.headers.has(ACCOUNT_HEADER)).toBe(false);
    refuse(request);
    await expect(reading).rejects.toMatchObject({ code: 'not_authenticated' });
    expect(open).toHaveBeenCalledTimes(1);
  });

  it('is sent again without a question when it was refused before the sign-in', async () => {
    const late = firstValueFrom(http.get('/api/jobs/late/'));
    const request = server.expectOne('/api/jobs/late/');
    await signIn(SARI);
    refuse(request);
    await vi.waitFor(() => server.expectOne('/api/jobs/late/').flush({}), PATIENT);
    await late;
    expect(open).not.toHaveBeenCalled();
  });

  it('fetches a new token where its own is too old', async () => {
    const written = firstValueFrom(http.post('/api/things/', {}));
    refuse(server.expectOne('/api/things/'), 'csrf_failed', 403);
    server.expectOne('/api/me/').flush(SARI);
    await vi.waitFor(() => server.expectOne('/api/things/').flush({}), PATIENT);
    await written;
  });

  it('of a visitor only fails', async () => {
    const loaded = session.load();
    server.expectOne('/api/me/').flush({ ...SARI, authenticated: false, username: null });
    await loaded;
    const reading = firstValueFrom(http.get('/api/jobs/'));
    const request = server.expectOne('/api/jobs/');
    expect(request.request.headers.has(ACCOUNT_HEADER)).toBe(false);
    refuse(request);
    await expect(reading).rejects.toMatchObject({ code: 'not_authenticated' });
    expect(open).not.toHaveBeenCalled();
  });
});
