import { Location } from '@angular/common';
import { Component, inject } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter, Router, RouterOutlet } from '@angular/router';

import { HistoryEntries } from './history-entries';
import { PageReturn } from './page-return';
import { Places } from './places';

let parts = 1;

@Component({ template: '<a href="/things/1">One</a><a href="/things/2">Two</a>' })
class ListPage {
  readonly pageReturn = inject(PageReturn);
  readonly loaded = this.pageReturn.loadedHere();
  readonly list = this.pageReturn.listHere();

  constructor() {
    this.pageReturn.remember(() => ({ parts, list: ['read'] }));
  }
}

@Component({ template: 'a thing' })
class ThingPage {}

@Component({ imports: [RouterOutlet], template: '<main><router-outlet /></main>' })
class Shell {}

const ROUTES = [
  { path: 'list', component: ListPage, data: { backTo: 'words.back' } },
  { path: 'things/:id', component: ThingPage },
];

describe('PageReturn', () => {
  let content: HTMLElement;
  let router: Router;
  let location: Location;
  let shown: unknown;

  beforeEach(() => {
    sessionStorage.clear();
    parts = 1;
    TestBed.configureTestingModule({ providers: [provideRouter(ROUTES)] });
    const fixture = TestBed.createComponent(Shell);
    fixture.detectChanges();
    content = (fixture.nativeElement as HTMLElement).querySelector('main')!;
    router = TestBed.inject(Router);
    location = TestBed.inject(Location);
    router.initialNavigation();
    TestBed.inject(PageReturn).start(content);
    const outlet = fixture.debugElement.children[0]!.children[0]!.injector.get(RouterOutlet);
    outlet.activateEvents.subscribe((page) => (shown = page));
  });

  async function back(steps = 1): Promise<void> {
    const arrived = new Promise<void>((resolve) => {
      const watching = router.events.subscribe(({ constructor }) => {
        if (constructor.name !== 'NavigationEnd') return;
        watching.unsubscribe();
        resolve();
      });
    });
    location.historyGo(-steps);
    await arrived;
  }

  it('tells a list how much of it was loaded, on the way back only', async () => {
    await router.navigateByUrl('/list');
    expect(shown).toMatchObject({ loaded: 1, list: undefined });
    parts = 4;
    await router.navigateByUrl('/things/2');
    await back();
    expect(shown).toMatchObject({ loaded: 4, list: ['read'] });
    await router.navigateByUrl('/things/2');
    await router.navigateByUrl('/list');
    expect(shown).toMatchObject({ loaded: 1, list: undefined });
  });

  it('remembers the link that was followed, also where a click does not focus it', async () => {
    await router.navigateByUrl('/list');
    const entry = TestBed.inject(HistoryEntries).name!;
    await router.navigateByUrl('/things/2');
    expect(TestBed.inject(Places).get(entry)).toMatchObject({ link: '/things/2', loaded: 1 });
  });

  it('knows the list behind a page, over several steps', async () => {
    const entries = TestBed.inject(HistoryEntries);
    await router.navigateByUrl('/things/9');
    expect(entries.origin()).toBeNull();
    await router.navigateByUrl('/list?colour=red');
    await router.navigateByUrl('/things/1');
    expect(entries.origin()).toEqual({ url: '/list?colour=red', words: 'words.back', steps: 1 });
    await router.navigateByUrl('/things/2');
    expect(entries.origin()).toMatchObject({ steps: 2 });
    await router.navigateByUrl('/things/3', { replaceUrl: true });
    expect(entries.origin()).toMatchObject({ steps: 2 });
    await back(2);
    expect(location.path()).toBe('/list?colour=red');
  });
});
