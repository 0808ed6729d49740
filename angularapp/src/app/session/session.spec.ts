import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';

import { Me } from '../api/models';
import { problemInterceptor } from '../api/problem';
import { Session } from './session';
import { sessionWatch } from './session-watch';
import { ownPath } from './sign-in-page';

const CATALOGUER: Me = {
  authenticated: true,
  username: 'sari',
  role: 'cataloguer',
  capabilities: ['upload', 'review', 'edit_catalogue'],
  password_change_required: false,
};
const VISITOR: Me = {
  authenticated: false,
  username: null,
  role: 'visitor',
  capabilities: ['upload'],
  password_change_required: false,
};

describe('Session', () => {
  let session: Session;
  let server: HttpTestingController;

  beforeEach(() => {
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(withInterceptors([sessionWatch, problemInterceptor])),
        provideHttpClientTesting(),
      ],
    });
    session = TestBed.inject(Session);
    server = TestBed.inject(HttpTestingController);
  });

  afterEach(() => server.verify());

  it('is loading until the server has said who this is', async () => {
    expect(session.state().kind).toBe('loading');
    const settled = session.settled();
    server.expectOne('/api/me/').flush(CATALOGUER);
    await settled;
    expect(session.state()).toEqual({ kind: 'authenticated', me: CATALOGUER });
    expect(session.can('review')).toBe(true);
    expect(session.can('promote')).toBe(false);
  });

  it('lets an anonymous visitor do what the server allows', async () => {
    const settled = session.settled();
    server.expectOne('/api/me/').flush(VISITOR);
    await settled;
    expect(session.state().kind).toBe('anonymous');
    expect(session.can('upload')).toBe(true);
  });

  it('is unavailable, not anonymous, when the server fails', async () => {
    const settled = session.settled();
    server.expectOne('/api/me/').flush('', { status: 503, statusText: 'down' });
    await settled;
    expect(session.state().kind).toBe('unavailable');
  });

  it('is anonymous when the server refuses', async () => {
    const settled = session.settled();
    server.expectOne('/api/me/').flush('', { status: 401, statusText: 'no' });
    await settled;
    expect(session.state().kind).toBe('anonymous');
  });

  it('asks once for many who wait', async () => {
    const both = Promise.all([session.settled(), session.settled()]);
    server.expectOne('/api/me/').flush(VISITOR);
    await both;
  });

  it('signs in, and says why it could not', async () => {
    const good = session.signIn('sari', 'right');
    server.expectOne('/api/session/').flush(CATALOGUER);
    await good;
    expect(session.isAuthenticated()).toBe(true);

    const bad = session.signIn('sari', 'wrong');
    server
      .expectOne('/api/session/')
      .flush({ code: 'not_authenticated' }, { status: 401, statusText: 'no' });
    await expect(bad).rejects.toMatchObject({ code: 'not_authenticated' });
    expect(session.isAuthenticated()).toBe(true);
  });
});

describe('ownPath', () => {
  it.each([
    ['/models?vocabulary=a', '/models?vocabulary=a'],
    ['//elsewhere.example', '/'],
    ['/\\elsewhere.example', '/'],
    ['https://elsewhere.example', '/'],
    [undefined, '/'],
  ])('turns %s into %s', (next, path) => {
    expect(ownPath(next)).toBe(path);
  });
});
