/** The gallery: every artwork on one wall, narrowed by filters that live in the address. */
import { httpResource } from '@angular/common/http';
import {
  afterNextRender,
  Component,
  computed,
  DestroyRef,
  ElementRef,
  effect,
  inject,
  input,
  signal,
  viewChild,
} from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';

import { FirstStart } from '../api/models';
import { problemOf } from '../api/problem';
import { JustifiedGrid } from '../cloths/justified-grid';
import { Language } from '../i18n/language';
import { Icon } from '../ui/icon';
import { Empty, ErrorState, Loading } from '../ui/states';
import { Vocabularies } from '../vocabulary/vocabularies';
import { FacetPanel } from './facet-panel';
import {
  activeFilters,
  FilterChoice,
  FilterName,
  filtersFrom,
  GalleryFilters,
  paramsOf,
  queryOf,
  SPECIMEN_SWITCH,
  toggled,
} from './gallery-filters';
import { artworkWall } from './wall';

const TYPING_PAUSE_MS = 300;

@Component({
  selector: 'ragam-gallery-page',
  imports: [Empty, ErrorState, FacetPanel, Icon, JustifiedGrid, Loading, RouterLink, TranslocoPipe],
  templateUrl: './gallery-page.html',
  styleUrl: './gallery-page.css',
})
export default class GalleryPage {
  // Bound to the query parameters of the address.
  readonly vocabulary = input<string>();
  readonly term = input<string>();
  readonly place = input<string>();
  readonly technique = input<string>();
  readonly status = input<string>();
  readonly q = input<string>();
  readonly specimens = input<string>();

  private readonly router = inject(Router);
  private readonly language = inject(Language);
  private readonly transloco = inject(TranslocoService);
  private readonly vocabularies = inject(Vocabularies);
  private readonly sheet = viewChild.required<ElementRef<HTMLDialogElement>>('sheet');
  private readonly heading = viewChild.required<ElementRef<HTMLElement>>('heading');
  private readonly end = viewChild.required<ElementRef<HTMLElement>>('end');
  private typing: ReturnType<typeof setTimeout> | undefined;

  protected readonly filters = computed(() =>
    filtersFrom({
      vocabulary: this.vocabulary(),
      term: this.term(),
      place: this.place(),
      technique: this.technique(),
      status: this.status(),
      q: this.q(),
      specimens: this.specimens(),
    }),
  );
  protected readonly wall = artworkWall(computed(() => queryOf(this.filters())));
  protected readonly list = this.wall.list;

  private readonly firstStart = httpResource<FirstStart>(() => '/api/first-start/');
  protected readonly emptyWords = computed(() =>
    this.firstStart.hasValue() && this.firstStart.value().drawing
      ? { title: 'gallery.drawing.title', text: 'gallery.drawing.text' }
      : { title: 'gallery.empty.title', text: 'gallery.empty.text' },
  );

  protected readonly artworks = this.wall.artworks;
  protected readonly facets = computed(() => this.wall.latest()?.facets);
  protected readonly count = computed(() => this.wall.latest()?.count ?? 0);
  protected readonly isFirstLoad = computed(() => this.list.isLoading() && !this.wall.latest());

  /** The server does not know a filter of this address; asking again would bring the same. */
  protected readonly isRefused = computed(() => {
    const error = this.list.error();
    return error !== undefined && [400, 414].includes(problemOf(error).status);
  });

  protected readonly countWords = computed(() =>
    this.counted('gallery.count.one', 'gallery.count.other', this.count()),
  );

  /** How many drawn specimens fit the filters but stand back for other artworks. */
  protected readonly hidden = computed(() => {
    const found = this.facets()?.is_drawn ?? [];
    return Math.max(0, found.reduce((sum, { count }) => sum + count, 0) - this.count());
  });
  protected readonly hiddenWords = computed(() =>
    this.hidden()
      ? this.counted(
          'gallery.specimens.hidden.one',
          'gallery.specimens.hidden.other',
          this.hidden(),
        )
      : '',
  );

  protected readonly chips = computed(() =>
    activeFilters(this.filters()).map(({ name, value }) => ({
      filter: name,
      value,
      words: this.wordsFor(name, value),
    })),
  );

  private readonly isNearEnd = signal(false);

  constructor() {
    // On a large screen the end may still be near when a part has come.
    effect(() => {
      if (this.isNearEnd() && !this.list.isLoading() && !this.list.error()) this.wall.showMore();
    });
    const destroyRef = inject(DestroyRef);
    afterNextRender(() => {
      const observer = new IntersectionObserver(
        ([entry]) => {
          this.isNearEnd.set(entry?.isIntersecting ?? false);
        },
        { rootMargin: '1500px' },
      );
      observer.observe(this.end().nativeElement);
      destroyRef.onDestroy(() => observer.disconnect());
    });
    destroyRef.onDestroy(() => clearTimeout(this.typing));
  }

  protected choose(choice: FilterChoice): void {
    this.go(toggled(this.filters(), choice));
  }

  /** What was pressed is gone then, and the focus with it: it goes to what has changed. */
  protected takeOff(choice: FilterChoice): void {
    this.heading().nativeElement.focus({ preventScroll: true });
    this.choose(choice);
  }

  protected clearAll(): void {
    this.heading().nativeElement.focus({ preventScroll: true });
    this.go(filtersFrom({ specimens: this.specimens() }));
  }

  protected switchSpecimens(): void {
    this.choose(SPECIMEN_SWITCH);
  }

  protected search(event: Event): void {
    const text = (event.target as HTMLInputElement).value;
    clearTimeout(this.typing);
    this.typing = setTimeout(() => this.go({ ...this.filters(), q: text.trim() }), TYPING_PAUSE_MS);
  }

  protected openSheet(): void {
    this.sheet().nativeElement.showModal();
  }

  protected closeSheet(): void {
    this.sheet().nativeElement.close();
  }

  /** A click on the dimmed page, which belongs to the dialog element itself, closes the sheet. */
  protected closeFromOutside(event: Event): void {
    if (event.target === this.sheet().nativeElement) this.closeSheet();
  }

  private go(filters: GalleryFilters): void {
    void this.router.navigate([], { queryParams: paramsOf(filters), replaceUrl: true });
  }

  private counted(one: string, other: string, number: number): string {
    const count = this.language.number(number);
    const key = number === 1 ? one : other;
    return this.transloco.translate(key, { count }, this.language.current());
  }

  private wordsFor(name: FilterName, value: string): string {
    if (name === 'vocabulary') {
      return this.language.pick(this.vocabularies.find(value)?.name) || value;
    }
    if (name === 'term') {
      const found = this.facets()?.term.find((item) => item.value === value);
      return this.language.pick(found?.name) || value;
    }
    if (name === 'status') {
      return this.language.wordsFor(`gallery.status.${value}`, value);
    }
    return name === 'q' ? `“${value}”` : value;
  }
}
