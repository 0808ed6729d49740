/** The gallery: every artwork on one wall, narrowed by filters that live in the address. */
import { httpResource } from '@angular/common/http';
import {
  afterNextRender,
  Component,
  computed,
  DestroyRef,
  ElementRef,
  inject,
  input,
  linkedSignal,
  viewChild,
} from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';

import { ArtworkCard, ArtworkPage, FirstStart } from '../api/models';
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
  toggled,
} from './gallery-filters';

const PAGE_SIZE = 36;
const TYPING_PAUSE_MS = 300;

interface Wall {
  query: string;
  artworks: readonly ArtworkCard[];
}

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

  private readonly router = inject(Router);
  private readonly language = inject(Language);
  private readonly transloco = inject(TranslocoService);
  private readonly vocabularies = inject(Vocabularies);
  private readonly sheet = viewChild.required<ElementRef<HTMLDialogElement>>('sheet');
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
    }),
  );
  private readonly query = computed(() => JSON.stringify(queryOf(this.filters())));
  private readonly page = linkedSignal({ source: this.query, computation: () => 1 });

  protected readonly list = httpResource<ArtworkPage>(() => ({
    url: '/api/artworks/',
    params: { ...queryOf(this.filters()), page: this.page(), page_size: PAGE_SIZE },
  }));

  private readonly firstStart = httpResource<FirstStart>(() => '/api/first-start/');
  protected readonly emptyWords = computed(() =>
    this.firstStart.hasValue() && this.firstStart.value().drawing
      ? { title: 'gallery.drawing.title', text: 'gallery.drawing.text' }
      : { title: 'gallery.empty.title', text: 'gallery.empty.text' },
  );

  /** All pages so far; starts anew when the filters change, keeps the old wall until then. */
  private readonly wall = linkedSignal<ArtworkPage | undefined, Wall>({
    source: () => (this.list.hasValue() ? this.list.value() : undefined),
    computation: (answer, previous) => {
      const before = previous?.value ?? { query: '', artworks: [] };
      if (!answer) return before;
      const query = this.query();
      const known = this.page() > 1 && before.query === query ? before.artworks : [];
      return { query, artworks: withoutDoubles([...known, ...answer.results]) };
    },
  });
  private readonly latest = linkedSignal<ArtworkPage | undefined, ArtworkPage | undefined>({
    source: () => (this.list.hasValue() ? this.list.value() : undefined),
    computation: (answer, previous) => answer ?? previous?.value,
  });

  protected readonly artworks = computed(() => this.wall().artworks);
  protected readonly facets = computed(() => this.latest()?.facets);
  protected readonly count = computed(() => this.latest()?.count ?? 0);
  protected readonly hasMore = computed(() => this.artworks().length < this.count());
  protected readonly isFirstLoad = computed(() => this.list.isLoading() && !this.latest());

  protected readonly countWords = computed(() => {
    const key = this.count() === 1 ? 'gallery.count.one' : 'gallery.count.other';
    const count = this.language.number(this.count());
    return this.transloco.translate(key, { count }, this.language.current());
  });

  protected readonly chips = computed(() =>
    activeFilters(this.filters()).map(({ name, value }) => ({
      filter: name,
      value,
      words: this.wordsFor(name, value),
    })),
  );

  constructor() {
    const destroyRef = inject(DestroyRef);
    afterNextRender(() => {
      const observer = new IntersectionObserver(
        ([entry]) => {
          if (entry?.isIntersecting && !this.list.error()) this.showMore();
        },
        { rootMargin: '600px' },
      );
      observer.observe(this.end().nativeElement);
      destroyRef.onDestroy(() => observer.disconnect());
    });
    destroyRef.onDestroy(() => clearTimeout(this.typing));
  }

  protected choose(choice: FilterChoice): void {
    this.go(toggled(this.filters(), choice));
  }

  protected clearAll(): void {
    this.go(filtersFrom({}));
  }

  protected search(event: Event): void {
    const text = (event.target as HTMLInputElement).value;
    clearTimeout(this.typing);
    this.typing = setTimeout(() => this.go({ ...this.filters(), q: text.trim() }), TYPING_PAUSE_MS);
  }

  protected showMore(): void {
    if (this.hasMore() && !this.list.isLoading()) this.page.update((page) => page + 1);
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

  private wordsFor(name: FilterName, value: string): string {
    if (name === 'vocabulary') {
      return this.language.pick(this.vocabularies.find(value)?.name) || value;
    }
    if (name === 'term') {
      const found = this.facets()?.term.find((item) => item.value === value);
      return this.language.pick(found?.name) || value;
    }
    if (name === 'status') {
      return this.transloco.translate(`gallery.status.${value}`, {}, this.language.current());
    }
    return name === 'q' ? `“${value}”` : value;
  }
}

/** An artwork added while someone scrolls moves the pages on; it must not be shown twice. */
function withoutDoubles(artworks: readonly ArtworkCard[]): ArtworkCard[] {
  return [...new Map(artworks.map((artwork) => [artwork.id, artwork])).values()];
}
