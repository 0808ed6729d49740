/** Says whether an element stands inside the window, below the header that covers its top. */
import { afterNextRender, DestroyRef, Directive, ElementRef, inject, output } from '@angular/core';

const HEADER_PX = 64;

@Directive({ selector: '[ragamInView]' })
export class InView {
  readonly ragamInView = output<boolean>();

  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;

  constructor() {
    const destroyRef = inject(DestroyRef);
    afterNextRender(() => {
      const observer = new IntersectionObserver(
        (entries) => this.ragamInView.emit(entries.at(-1)?.isIntersecting ?? false),
        { rootMargin: `-${HEADER_PX}px 0px 0px 0px` },
      );
      observer.observe(this.host);
      destroyRef.onDestroy(() => observer.disconnect());
    });
  }
}
