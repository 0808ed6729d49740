import { DialogRef } from '@angular/cdk/dialog';

import { ignoreClickOfOpening, ignoreSecondClicks } from './second-click';

function press(element: Element, detail: number): MouseEvent {
  const event = new MouseEvent('click', { bubbles: true, cancelable: true, detail });
  element.dispatchEvent(event);
  return event;
}

describe('ignoreSecondClicks', () => {
  let button: HTMLButtonElement;
  let presses: number;

  beforeAll(() => ignoreSecondClicks(window));

  beforeEach(() => {
    presses = 0;
    button = document.body.appendChild(document.createElement('button'));
    button.innerHTML = '<span>Menu</span>';
    button.addEventListener('click', () => (presses += 1));
  });

  afterEach(() => button.remove());

  it('makes one press of a double click, wherever on the button it lands', () => {
    press(button, 1);
    press(button.firstElementChild!, 2);
    expect(presses).toBe(1);
  });

  it('submits a form once', () => {
    press(button, 1);
    expect(press(button, 2).defaultPrevented).toBe(true);
  });

  it('lets two slow presses count twice, and those of the keyboard always', () => {
    press(button, 1);
    press(button, 1);
    press(button, 0);
    press(button, 0);
    expect(presses).toBe(4);
  });

  it('lets another button count that has come to the same place', () => {
    const other = document.body.appendChild(document.createElement('button'));
    press(other, 1);
    press(button, 2);
    expect(presses).toBe(1);
    other.remove();
  });

  it('spares buttons that are made for quick presses', () => {
    button.dataset['repeats'] = '';
    press(button, 1);
    press(button, 2);
    press(button, 3);
    expect(presses).toBe(3);
  });
});

describe('ignoreClickOfOpening', () => {
  let overlayElement: HTMLElement;
  let backdropElement: HTMLElement;
  let answers: number;

  beforeEach(() => {
    answers = 0;
    vi.useFakeTimers({ toFake: ['performance'] });
    [overlayElement, backdropElement] = [
      document.createElement('div'),
      document.createElement('i'),
    ];
    overlayElement.innerHTML = '<button></button>';
    for (const one of [overlayElement.firstElementChild!, backdropElement]) {
      one.addEventListener('click', () => (answers += 1));
    }
    const opened = { overlayRef: { overlayElement, backdropElement } };
    ignoreClickOfOpening(opened as unknown as DialogRef);
  });

  afterEach(() => vi.useRealTimers());

  function pressBoth(detail: number, after: number): void {
    for (const one of [overlayElement.firstElementChild!, backdropElement]) {
      const event = new MouseEvent('click', { bubbles: true, cancelable: true, detail });
      Object.defineProperty(event, 'timeStamp', { value: performance.now() + after });
      one.dispatchEvent(event);
    }
  }

  it('neither closes nor answers a dialog that has just opened', () => {
    pressBoth(2, 200);
    expect(answers).toBe(0);
  });

  it('takes clicks after that, and the keyboard at once', () => {
    pressBoth(1, 600);
    pressBoth(0, 50);
    expect(answers).toBe(4);
  });
});
