import { Place } from './places';
import { Restoration } from './restoration';

const PLACE: Place = { scrollY: 2000, link: '/artworks/7', linkTop: 80, loaded: 1 };
/** Where the link stands on the page, in px from its top. */
const LINK_AT = 2300;

describe('Restoration', () => {
  let content: HTMLElement;
  let height: number;
  let grow: () => void;

  beforeEach(() => {
    vi.useFakeTimers();
    content = document.body.appendChild(document.createElement('main'));
    height = 0;
    let scrollY = 0;
    vi.spyOn(window, 'scrollY', 'get').mockImplementation(() => scrollY);
    vi.spyOn(window, 'scrollTo').mockImplementation((options) => {
      scrollY = Math.min(height, (options as ScrollToOptions).top ?? 0);
    });
    vi.stubGlobal(
      'ResizeObserver',
      class {
        constructor(callback: () => void) {
          grow = callback;
        }
        observe = vi.fn();
        disconnect = () => (grow = () => undefined);
      },
    );
  });

  afterEach(() => {
    content.remove();
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });

  function start(place: Place = PLACE): Restoration {
    return new Restoration(place, { window, content });
  }

  function showLink(at = LINK_AT): HTMLAnchorElement {
    height = 5000;
    content.innerHTML = '<a href="/artworks/7" aria-hidden="true"></a><a href="/artworks/7">7</a>';
    const link = content.lastElementChild as HTMLAnchorElement;
    link.getBoundingClientRect = () => ({ top: at - window.scrollY }) as DOMRect;
    return link;
  }

  it('waits for a list that comes late, then puts the link where it was and focuses it', () => {
    const restoration = start();
    expect(window.scrollY).toBe(0);
    expect(restoration.isPending).toBe(true);
    const link = showLink();
    grow();
    expect(window.scrollY).toBe(LINK_AT - PLACE.linkTop);
    expect(document.activeElement).toBe(link);
    expect(restoration.isPending).toBe(false);
  });

  it('follows the link while what stands above it still grows, for a moment', () => {
    start();
    showLink();
    grow();
    showLink(LINK_AT + 400);
    grow();
    expect(window.scrollY).toBe(LINK_AT + 400 - PLACE.linkTop);
    vi.advanceTimersByTime(1_100);
    showLink(LINK_AT);
    grow();
    expect(window.scrollY).toBe(LINK_AT + 400 - PLACE.linkTop);
  });

  it('goes to the height alone where no link was followed', () => {
    start({ ...PLACE, link: null });
    height = 5000;
    grow();
    expect(window.scrollY).toBe(2000);
    expect(document.activeElement).toBe(document.body);
  });

  it.each(['wheel', 'touchmove', 'keydown', 'pointerdown'])(
    'gives way to the reader: %s',
    (move) => {
      start();
      window.dispatchEvent(new Event(move));
      showLink();
      grow();
      expect(window.scrollY).toBe(0);
      expect(document.activeElement).toBe(document.body);
    },
  );

  it('leaves the focus where the page has put it', () => {
    const field = content.ownerDocument.body.appendChild(document.createElement('input'));
    field.focus();
    start();
    showLink();
    grow();
    expect(document.activeElement).toBe(field);
    field.remove();
  });

  it('gives up when the link never comes', () => {
    start();
    vi.advanceTimersByTime(10_100);
    showLink();
    grow();
    expect(window.scrollY).toBe(0);
  });
});
