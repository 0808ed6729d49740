/** Published pictures of a term, to lay beside one's own. */
import { Component, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

import { ReferenceImage } from '../api/models';
import { Language } from '../i18n/language';

@Component({
  selector: 'ragam-reference-images',
  imports: [RouterLink, TranslocoPipe],
  template: `
    <h2>{{ 'result.references.title' | transloco: { name: name() } }}</h2>
    @if (references().length > 0) {
      <ul role="list">
        @for (reference of references(); track reference.image.id) {
          <li>
            <a [routerLink]="['/artworks', reference.artwork]">
              <img
                [src]="reference.image.thumb_url"
                [width]="reference.image.width"
                [height]="reference.image.height"
                loading="lazy"
                [alt]="
                  'result.references.open'
                    | transloco: { name: language.pick(reference.image.alt) || name() }
                "
              />
            </a>
          </li>
        }
      </ul>
    } @else {
      <p class="meta">{{ 'result.references.none' | transloco: { name: name() } }}</p>
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--space-3);
    }
    h2 {
      font-size: var(--size-21);
    }
    ul {
      display: grid;
      grid-template-columns: repeat(2, minmax(0, 1fr));
      gap: var(--space-3);
    }
    a {
      display: block;
    }
    img {
      width: 100%;
      height: auto;
      aspect-ratio: 4 / 3;
      object-fit: cover;
      background: var(--linen);
    }
    a:hover img {
      outline: 1px solid var(--ink);
    }
    @media print {
      ul {
        grid-template-columns: repeat(4, minmax(0, 1fr));
      }
    }
  `,
})
export class ReferenceImages {
  readonly references = input.required<ReferenceImage[]>();
  readonly name = input.required<string>();
  protected readonly language = inject(Language);
}
