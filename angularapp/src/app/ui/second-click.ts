/** Takes away the second half of a double click, which would undo or repeat what the first half did. */
import type { DialogRef } from '@angular/cdk/dialog';

const BUTTONS = 'button, summary, [role="button"]';
/** A button that is made for many quick presses, such as one that zooms, carries this attribute. */
const MAY_REPEAT = '[data-repeats]';
/** The longest double click that systems allow by default. */
const DOUBLE_CLICK_MS = 500;

/** For the whole page; the keyboard's clicks have no number and always count. */
export function ignoreSecondClicks(window: Window): void {
  let last: Element | null = null;
  window.addEventListener(
    'click',
    (event) => {
      const target = event.target instanceof Element ? event.target.closest(BUTTONS) : null;
      const isSecond = event.detail > 1 && target !== null && target === last;
      last = target;
      if (isSecond && !target.matches(MAY_REPEAT)) swallow(event);
    },
    { capture: true },
  );
}

/** For a dialog that one click opened: the next, at the same place, must neither close it nor answer it. */
export function ignoreClickOfOpening(opened: Pick<DialogRef, 'overlayRef'>): void {
  const openedAt = performance.now();
  const { overlayElement, backdropElement } = opened.overlayRef;
  for (const element of [overlayElement, backdropElement]) {
    element?.addEventListener(
      'click',
      (event) => {
        if (event.timeStamp - openedAt < DOUBLE_CLICK_MS && event.detail > 0) swallow(event);
      },
      { capture: true },
    );
  }
}

function swallow(event: Event): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}
