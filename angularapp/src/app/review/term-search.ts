/** Finds a term of one vocabulary by typing; the model's other candidates are offered first. */
import { httpResource } from '@angular/common/http';
import {
  Component,
  ElementRef,
  afterNextRender,
  computed,
  effect,
  inject,
  input,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

import { Page, TermCard, TermName } from '../api/models';
import { Language } from '../i18n/language';
import { altNameFor } from '../i18n/other-name';
import { ErrorState } from '../ui/states';

const PAUSE_MS = 200;

@Component({
  selector: 'ragam-term-search',
  imports: [ErrorState, TranslocoPipe],
  host: { '(keydown.escape)': 'closed.emit()' },
  template: `
    <div class="field">
      <label for="term-search">{{ 'review.search' | transloco }}</label>
      <input
        #box
        id="term-search"
        type="search"
        autocomplete="off"
        [placeholder]="'review.searchPlaceholder' | transloco"
        (input)="typed.set(box.value)"
        (keydown.enter)="chooseFirst($event)"
      />
    </div>
    <p class="visually-hidden" role="status">
      {{ 'review.found' | transloco: { count: found().length } }}
    </p>
    @if (terms.error()) {
      <ragam-error [error]="terms.error()" (retry)="terms.reload()" />
    } @else {
      <ul role="list" class="row">
        @for (term of found(); track term.slug) {
          <li>
            <button
              type="button"
              class="chip"
              [attr.aria-label]="'review.choose' | transloco: { name: nameOf(term) }"
              (click)="chosen.emit(term)"
            >
              {{ language.pick(term.name) }}
              @if (term.also) {
                <span class="also">{{ term.also }}</span>
              }
            </button>
          </li>
        } @empty {
          @if (q() && !terms.isLoading()) {
            <li class="meta">{{ 'review.nothingFound' | transloco: { q: q() } }}</li>
          }
        }
      </ul>
    }
    <button type="button" class="button button--quiet button--small" (click)="closed.emit()">
      {{ 'review.cancel' | transloco }}
    </button>
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--space-3);
      justify-items: start;
    }
    .field {
      width: min(100%, 420px);
    }
    .also {
      color: var(--ash);
      font-style: italic;
    }
  `,
})
export class TermSearch {
  readonly vocabulary = input.required<string>();
  readonly suggestions = input.required<readonly TermName[]>();
  readonly chosen = output<TermName>();
  readonly closed = output<void>();

  protected readonly language = inject(Language);
  private readonly box = viewChild.required<ElementRef<HTMLInputElement>>('box');
  protected readonly typed = signal('');
  /** What was typed, once the fingers rest. */
  protected readonly q = signal('');
  protected readonly terms = httpResource<Page<TermCard>>(() => {
    const q = this.q();
    if (!q) return undefined;
    return { url: `/api/vocabularies/${this.vocabulary()}/terms/`, params: { q, page_size: 12 } };
  });
  /** What to choose from; `also` is the other name by which a term was found. */
  protected readonly found = computed<readonly (TermName & { also?: string })[]>(() => {
    const q = this.q();
    if (!q) return this.suggestions();
    const terms = this.terms.hasValue() ? this.terms.value().results : [];
    const usable = terms.filter(({ status }) => status !== 'deprecated');
    return usable.map((term) => ({
      ...term,
      also: altNameFor(q, `${term.name.id} ${term.name.en}`, term.alt_names),
    }));
  });

  constructor() {
    effect((onCleanup) => {
      const typed = this.typed().trim();
      const timer = setTimeout(() => this.q.set(typed), PAUSE_MS);
      onCleanup(() => clearTimeout(timer));
    });
    afterNextRender(() => this.box().nativeElement.focus());
  }

  protected nameOf({ name, also }: TermName & { also?: string }): string {
    return [this.language.pick(name), also].filter(Boolean).join(' ');
  }

  /** Enter takes the first hit, but only of what is really on the screen for these letters. */
  protected chooseFirst(event: Event): void {
    event.preventDefault();
    const first = this.found()[0];
    if (first && this.q() && this.q() === this.typed().trim()) this.chosen.emit(first);
  }
}
