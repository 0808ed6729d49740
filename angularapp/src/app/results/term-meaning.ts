/** What a term means, in three lines with more on demand, and the way to its own page. */
import { httpResource } from '@angular/common/http';
import { Component, computed, inject, input, linkedSignal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

import { Term } from '../api/models';
import { Language } from '../i18n/language';
import { ErrorState, Loading } from '../ui/states';

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
      } @else {
        <p class="meta">{{ 'result.meaning.none' | transloco }}</p>
      }
      <p>
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
    .button {
      margin-inline-start: calc(-1 * var(--space-3));
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
  protected readonly text = computed(() =>
    this.loaded.hasValue() ? this.language.pick(this.loaded.value().meaning) : '',
  );
  protected readonly place = computed(() => {
    if (!this.loaded.hasValue()) return '';
    const { origin, period } = this.loaded.value();
    const parts = [origin.place, origin.province, this.language.pick(period)];
    return parts.filter((part, index) => part && parts.indexOf(part) === index).join(' · ');
  });
  protected readonly isLong = computed(() => this.text().length > LONG);
  /** Folded again for every term. */
  protected readonly isOpen = linkedSignal({ source: this.term, computation: () => false });
}
