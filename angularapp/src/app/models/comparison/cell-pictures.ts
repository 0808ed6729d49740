/** The locked pictures behind one cell of the confusion matrix, each with the way to its artwork. */
import { httpResource } from '@angular/common/http';
import { Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

import { JudgedPicture, Page } from '../../api/models';
import { Language } from '../../i18n/language';
import { ErrorState } from '../../ui/states';

const SHOWN = 12;

@Component({
  selector: 'ragam-cell-pictures',
  imports: [ErrorState, RouterLink, TranslocoPipe],
  template: `
    @if (pictures.error()) {
      <ragam-error [error]="pictures.error()" (retry)="pictures.reload()" />
    } @else if (found(); as found) {
      @if (found.count > 0) {
        <ul [attr.aria-label]="'comparison.confusion.pictures' | transloco">
          @for (row of found.results; track row.image.id) {
            <li>
              <a [routerLink]="['/artworks', row.artwork]">
                <img
                  [src]="row.image.thumb_url"
                  [alt]="language.pick(row.image.alt)"
                  [width]="row.image.width"
                  [height]="row.image.height"
                />
                <span class="figure-number">{{ language.chance(row.probability) }}</span>
              </a>
            </li>
          }
        </ul>
        @if (found.count > found.results.length) {
          <p class="meta">
            {{ 'comparison.confusion.more' | transloco: { n: found.count - found.results.length } }}
          </p>
        }
      } @else if (count() > 0) {
        <p class="meta">{{ 'comparison.confusion.noPictures' | transloco }}</p>
      }
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--space-2);
      min-height: 148px;
      align-content: start;
    }
    ul {
      display: flex;
      flex-wrap: wrap;
      gap: var(--space-3);
      padding: 0;
      list-style: none;
    }
    img {
      display: block;
      width: auto;
      height: 116px;
      border-radius: var(--radius-image);
    }
    a {
      display: grid;
      gap: 2px;
      color: var(--ash);
      font-size: var(--size-13);
      text-decoration: none;
    }
  `,
})
export class CellPictures {
  readonly version = input.required<string>();
  readonly truth = input.required<string>();
  readonly named = input.required<string>();
  /** How many pictures the figures count here. */
  readonly count = input.required<number>();

  protected readonly language = inject(Language);
  protected readonly pictures = httpResource<Page<JudgedPicture>>(() =>
    this.count() === 0
      ? undefined
      : {
          url: `/api/model-versions/${this.version()}/judged/`,
          params: { truth: this.truth(), named: this.named(), page_size: SHOWN },
        },
  );
  protected readonly found = computed(() =>
    this.pictures.hasValue() ? this.pictures.value() : null,
  );
}
