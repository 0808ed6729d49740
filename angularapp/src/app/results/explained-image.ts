/** The picture with the explanation laid over it: where the cloth spoke for a term, or for it and not for another. */
import { Component, computed, inject, input, linkedSignal, signal } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

import { ImageRef, TermRef } from '../api/models';
import { Language } from '../i18n/language';
import { Icon } from '../ui/icon';

let count = 0;

type OverlayState = 'loading' | 'ready' | 'failed';

@Component({
  selector: 'ragam-explained-image',
  imports: [Icon, TranslocoPipe],
  template: `
    <figure>
      <div class="mat">
        <div class="cloth" [style.--ratio]="image().width / image().height">
          <img
            class="base"
            [src]="image().view_url"
            [width]="image().width"
            [height]="image().height"
            [alt]="language.pick(image().alt) || ('result.yourImage' | transloco)"
            [style.filter]="fading()"
          />
          @if (isShown() && url(); as url) {
            <img
              class="overlay"
              [src]="url"
              [alt]="'result.explain.alt' | transloco: { name: name() }"
              [style.opacity]="state() === 'ready' ? strength() : 0"
              (load)="loaded.set({ url, state: 'ready' })"
              (error)="loaded.set({ url, state: 'failed' })"
            />
          }
        </div>
      </div>
      @if (term() && explanationUrl() === null) {
        <figcaption class="tools">
          <p class="meta sentence">{{ 'result.explain.withheld' | transloco }}</p>
        </figcaption>
      } @else if (term()) {
        <figcaption class="tools">
          <label class="toggle">
            <input type="checkbox" [checked]="isShown()" (change)="isShown.set(!isShown())" />
            <ragam-icon name="eye" [size]="18" />{{ 'result.explain.show' | transloco }}
          </label>
          @if (isShown()) {
            <label class="strength">
              <span class="visually-hidden">{{ 'result.explain.opacity' | transloco }}</span>
              <ragam-icon name="contrast" [size]="18" />
              <input
                #range
                type="range"
                min="0"
                max="100"
                step="5"
                [value]="percent()"
                [attr.aria-valuetext]="language.percent(strength())"
                (input)="percent.set(range.valueAsNumber)"
              />
              <span class="figure-number meta" aria-hidden="true">{{
                language.percent(strength())
              }}</span>
            </label>
            @if (others().length > 0) {
              <div class="field against">
                <label [for]="againstId">{{
                  'result.explain.against' | transloco: { name: name() }
                }}</label>
                <select #select [id]="againstId" (change)="against.set(select.value)">
                  <option value="" [selected]="against() === ''">
                    {{ 'result.explain.againstNone' | transloco }}
                  </option>
                  @for (other of others(); track other.slug) {
                    <option [value]="other.slug" [selected]="against() === other.slug">
                      {{ language.pick(other.name) }}
                    </option>
                  }
                </select>
              </div>
            }
            <p class="meta sentence" aria-live="polite">
              @switch (state()) {
                @case ('failed') {
                  {{ 'result.explain.failed' | transloco }}
                  <button type="button" class="button button--small" (click)="retry()">
                    <ragam-icon name="retry" [size]="16" />{{ 'result.explain.retry' | transloco }}
                  </button>
                }
                @case ('loading') {
                  {{ 'result.explain.loading' | transloco }}
                }
                @default {
                  @if (rival(); as rival) {
                    {{
                      'result.explain.contrast'
                        | transloco: { name: name(), other: language.pick(rival.name) }
                    }}
                  } @else {
                    {{ 'result.explain.sentence' | transloco: { name: name() } }}
                  }
                }
              }
            </p>
          }
        </figcaption>
      }
    </figure>
  `,
  styles: `
    :host {
      display: block;
    }
    .mat {
      padding: var(--space-3);
      background: var(--paper);
      box-shadow: 0 0 0 1px var(--line);
    }
    .cloth {
      position: relative;
      width: min(100%, calc(min(66vh, 640px) * var(--ratio)));
      aspect-ratio: var(--ratio);
      margin-inline: auto;
      overflow: hidden;
      border-radius: var(--radius-image);
    }
    .base,
    .overlay {
      width: 100%;
      height: 100%;
      object-fit: contain;
      border-radius: 0;
      transition:
        opacity var(--calm),
        filter var(--calm);
    }
    .overlay {
      position: absolute;
      inset: 0;
    }
    .tools {
      display: grid;
      gap: var(--space-2) var(--space-4);
      padding-top: var(--space-3);
    }
    .toggle,
    .strength {
      display: flex;
      gap: var(--space-2);
      align-items: center;
      min-height: 36px;
    }
    .toggle {
      font-weight: 600;
      font-size: var(--size-15);
      cursor: pointer;
    }
    input[type='checkbox'] {
      width: 20px;
      height: 20px;
      accent-color: var(--indigo);
    }
    input[type='range'] {
      flex: 1;
      min-width: 100px;
      height: 36px;
      accent-color: var(--soga);
    }
    .strength .meta {
      min-width: 3.2em;
      text-align: end;
    }
    .against {
      grid-column: 1 / -1;
      max-width: var(--measure);
    }
    .sentence {
      grid-column: 1 / -1;
      min-height: 3.1em;
      max-width: var(--measure);
    }
    @media (min-width: 520px) {
      .tools {
        grid-template-columns: auto minmax(160px, 280px);
        justify-content: space-between;
      }
    }
  `,
})
export class ExplainedImage {
  readonly image = input.required<ImageRef>();
  /** Address of the overlay; the term is added to it. Null when there is none. */
  readonly explanationUrl = input.required<string | null>();
  readonly term = input.required<TermRef | null>();
  /** The terms that it may be set against: "why this one, and not that one". */
  readonly alternatives = input<readonly TermRef[]>([]);
  /** Whether the overlay is shown at first. */
  readonly startsOn = input(true);

  protected readonly language = inject(Language);
  protected readonly isShown = linkedSignal(() => this.startsOn());
  protected readonly percent = signal(65);
  protected readonly strength = computed(() => this.percent() / 100);
  protected readonly loaded = signal<{ url: string; state: OverlayState } | null>(null);
  private readonly attempt = signal(0);

  protected readonly againstId = `against-${++count}`;
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
  protected readonly url = computed(() => {
    const [base, slug] = [this.explanationUrl(), this.term()?.slug];
    if (!base || !slug) return null;
    const again = this.attempt() > 0 ? `&attempt=${this.attempt()}` : '';
    const rival = this.rival();
    const against = rival ? `&against=${encodeURIComponent(rival.slug)}` : '';
    return `${base}?term=${encodeURIComponent(slug)}${against}${again}`;
  });
  protected readonly state = computed<OverlayState>(() => {
    const loaded = this.loaded();
    return loaded && loaded.url === this.url() ? loaded.state : 'loading';
  });
  /** The cloth steps back to grey under the overlay, or brown on brown would show nothing. */
  protected readonly fading = computed(() => {
    if (!this.isShown() || this.state() !== 'ready') return null;
    const strength = this.strength();
    return `saturate(${1 - 0.85 * strength}) contrast(${1 - 0.25 * strength}) brightness(${1 + 0.12 * strength})`;
  });

  protected retry(): void {
    this.attempt.update((attempt) => attempt + 1);
  }
}
