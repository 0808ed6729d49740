/** What a term means, in three lines with more on demand, on which source, and the way to its own page. */
import { httpResource } from '@angular/common/http';
import { Component, computed, inject, input, linkedSignal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

import { Term } from '../api/models';
import { Language } from '../i18n/language';
import { ErrorState, Loading } from '../ui/states';
import { sourcesOf } from '../vocabulary/told';

/** Shorter texts fit into three lines anyway, so there is nothing to unfold. */
const LONG = 190;

@Component({
  selector: 'ragam-term-meaning',
  imports: [ErrorState, Loading, RouterLink, TranslocoPipe],
  template: `
    <h2>{{ name() }}</h2>
    @if (loaded.error()) {
      <ragam-error [error]="loaded.error()" (retry)="loaded.reload()" />
    } @else if (loaded.hasValue()) {
      @if (place()) {
        <p class="meta">{{ place() }}</p>
      }
      @if (text(); as text) {
        <p
          id="term-meaning"
          class="text measure"
          [class.folded]="!isOpen()"
          [attr.lang]="language.languageOf(loaded.value().meaning)"
        >
          {{ text }}
        </p>
        @if (isLong()) {
          <button
            type="button"
            class="button button--quiet button--small"
            aria-controls="term-meaning"
            [attr.aria-expanded]="isOpen()"
            (click)="isOpen.set(!isOpen())"
          >
            {{ (isOpen() ? 'result.meaning.less' : 'result.meaning.more') | transloco }}
          </button>
        }
        <p class="meta measure">
          @for (source of sources(); track source.number) {
            {{ $first ? ('result.meaning.source' | transloco) : '; ' }}
            @if (source.url) {
              <a [href]="source.url" rel="noopener external">{{ source.title }}</a>
            } @else {
              {{ source.title }}
            }
          } @empty {
            {{ 'lexicon.noSource' | transloco }}
          }
          <br />
          {{ (isChecked() ? 'result.meaning.checked' : 'lexicon.unchecked') | transloco }}
        </p>
      } @else {
        <p class="meta">{{ 'result.meaning.none' | transloco }}</p>
      }
      <p class="screen-only">
        <a [routerLink]="['/motifs', vocabulary(), term()]">{{
          'result.meaning.open' | transloco: { name: name() }
        }}</a>
      </p>
    } @else {
      <ragam-loading shape="text" />
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--space-2);
      justify-items: start;
    }
    .folded {
      display: -webkit-box;
      overflow: hidden;
      -webkit-box-orient: vertical;
      -webkit-line-clamp: 3;
    }
    @media print {
      .folded {
        display: block;
        overflow: visible;
      }
    }
    .button {
      margin-inline-start: calc(-1 * var(--space-3));
    }
    .meta {
      overflow-wrap: anywhere;
    }
    ragam-loading {
      width: 100%;
    }
  `,
})
export class TermMeaning {
  readonly vocabulary = input.required<string>();
  readonly term = input.required<string>();
  readonly name = input.required<string>();

  protected readonly language = inject(Language);
  protected readonly loaded = httpResource<Term>(
    () => `/api/vocabularies/${this.vocabulary()}/terms/${this.term()}/`,
  );
  private readonly value = computed(() => (this.loaded.hasValue() ? this.loaded.value() : null));
  private readonly meanings = computed(
    () => this.value()?.statements.filter(({ aspect }) => aspect === 'meaning') ?? [],
  );
  protected readonly text = computed(() => this.language.pick(this.value()?.meaning));
  protected readonly sources = computed(() => sourcesOf(this.meanings()));
  protected readonly isChecked = computed(() => this.meanings().every(({ checked }) => checked));
  protected readonly place = computed(() => {
    const { place, province } = this.value()?.origin ?? {};
    return [...new Set([place, province])].filter(Boolean).join(' · ');
  });
  protected readonly isLong = computed(() => this.text().length > LONG);
  /** Folded again for every term. */
  protected readonly isOpen = linkedSignal({ source: this.term, computation: () => false });
}
