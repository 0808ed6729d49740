/** The picture, and on demand where the cloth spoke for a term, or for it and not for another. */
import { Component, computed, inject, input, linkedSignal, resource, signal } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

import { ImageRef, TermRef } from '../api/models';
import { FittedPicture } from '../cloths/fitted-picture';
import { Language } from '../i18n/language';
import { Icon } from '../ui/icon';
import { isTyping } from '../ui/typing';
import { DRAWN_SIDE, ExplainedArea, readExplained } from './explained-area';

const KEY = 'e';
let count = 0;

@Component({
  selector: 'ragam-explained-image',
  imports: [FittedPicture, Icon, TranslocoPipe],
  templateUrl: './explained-image.html',
  styleUrl: './explained-image.css',
  host: {
    '(document:keydown)': 'pressKey($event)',
    '(document:keyup)': 'releaseKey($event)',
    '(window:blur)': 'isHeld.set(false)',
  },
})
export class ExplainedImage {
  readonly image = input.required<ImageRef>();
  /** Address of the drawn explanation; the term is added to it. Null when there is none. */
  readonly explanationUrl = input.required<string | null>();
  readonly term = input.required<TermRef | null>();
  /** The terms that it may be set against: "why this one, and not that one". */
  readonly alternatives = input<readonly TermRef[]>([]);

  protected readonly language = inject(Language);
  protected readonly id = `explained-${++count}`;
  /** Shown while something is held down, and hidden again when it is let go. */
  protected readonly isHeld = signal(false);
  /** Shown until it is switched off, for who cannot hold anything down. */
  protected readonly isKept = signal(false);
  protected readonly isLooking = computed(() => this.isHeld() || this.isKept());
  protected readonly percent = signal(80);
  protected readonly strength = computed(() => this.percent() / 100);
  /** The picture comes first; its explanation is fetched when it stands. */
  protected readonly isDrawn = signal(false);

  protected readonly others = computed(() =>
    this.alternatives().filter((other) => other.slug !== this.term()?.slug),
  );
  /** Slug of the term that the chosen one is set against, or nothing; another choice starts afresh. */
  protected readonly against = linkedSignal<TermRef | null, string>({
    source: this.term,
    computation: () => '',
  });
  protected readonly rival = computed(() =>
    this.others().find((other) => other.slug === this.against()),
  );
  protected readonly name = computed(() => this.language.pick(this.term()?.name));
  private readonly url = computed(() => {
    const [base, slug] = [this.explanationUrl(), this.term()?.slug];
    if (!base || !slug) return undefined;
    const query = new URLSearchParams({ term: slug, side: String(DRAWN_SIDE) });
    const rival = this.rival();
    if (rival) query.set('against', rival.slug);
    return `${base}?${query.toString()}`;
  });
  protected readonly area = resource({
    params: () => (this.isDrawn() || this.isLooking() ? this.url() : undefined),
    loader: ({ params, abortSignal }) => readExplained(params, abortSignal),
  });
  protected readonly outlines = computed<ExplainedArea | null>(() => {
    const area = this.area.hasValue() ? this.area.value() : null;
    return area && (area.spoke || area.against) ? area : null;
  });
  protected readonly state = computed(() => {
    if (this.area.error()) return 'failed';
    return this.area.hasValue() && !this.outlines() ? 'nothing' : 'ready';
  });

  protected press(event: PointerEvent): void {
    if (event.button !== 0) return;
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    this.isHeld.set(true);
  }

  /** Space and Enter hold as long as they are down. */
  protected hold(event: Event): void {
    event.preventDefault();
    this.isHeld.set(true);
  }

  protected pressKey(event: KeyboardEvent): void {
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (event.key.toLowerCase() === KEY && isPlain && !isTyping(event)) this.isHeld.set(true);
  }

  protected releaseKey(event: KeyboardEvent): void {
    if (event.key.toLowerCase() === KEY) this.isHeld.set(false);
  }
}
