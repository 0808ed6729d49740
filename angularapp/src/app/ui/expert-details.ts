/** Folds away what only experts read, such as technical measures; open it holds whatever is put inside. */
import { Component, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

@Component({
  selector: 'ragam-expert-details',
  imports: [TranslocoPipe],
  template: `
    <details>
      <summary>{{ heading() || ('shared.expertDetails' | transloco) }}</summary>
      <div class="inside"><ng-content /></div>
    </details>
  `,
  styles: `
    :host {
      display: block;
      min-width: 0;
    }
    summary {
      display: inline-flex;
      gap: var(--space-2);
      align-items: center;
      min-height: 32px;
      color: var(--indigo);
      font-weight: 600;
      font-size: var(--size-15);
      list-style: none;
      cursor: pointer;
    }
    summary::-webkit-details-marker {
      display: none;
    }
    summary::before {
      width: 8px;
      height: 8px;
      margin-inline: 2px;
      border: solid currentColor;
      border-width: 0 2px 2px 0;
      transform: rotate(-45deg);
      content: '';
    }
    [open] > summary::before {
      transform: rotate(45deg);
    }
    .inside {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-3);
      padding-top: var(--space-3);
    }
  `,
})
export class ExpertDetails {
  /** What is inside, where "expert details" says too little. */
  readonly heading = input('');
}
