/** All versions of a vocabulary's model with their figures, and the way to put one to service. */
import { Component, computed, inject, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

import { ModelWords } from '../../answers/model-words';
import { ModelVersion } from '../../api/models';
import { Figure } from '../../figures/figure';
import { Language } from '../../i18n/language';
import { Session } from '../../session/session';
import { StatusMark } from '../../ui/status-mark';
import { isRollBack } from '../comparison/promoter';

@Component({
  selector: 'ragam-version-list',
  imports: [Figure, RouterLink, StatusMark, TranslocoPipe],
  template: `
    <div
      class="table-scroll"
      tabindex="0"
      role="region"
      [attr.aria-label]="'versions.list.title' | transloco"
    >
      <table class="table">
        <thead>
          <tr>
            <th scope="col">{{ 'versions.list.version' | transloco }}</th>
            <th scope="col">{{ 'versions.list.standsOn' | transloco }}</th>
            <th scope="col">{{ 'versions.list.learned' | transloco }}</th>
            <th scope="col">{{ 'figures.accuracy' | transloco }}</th>
            <th scope="col">{{ 'versions.list.service' | transloco }}</th>
          </tr>
        </thead>
        <tbody>
          @for (row of rows(); track row.version.id) {
            <tr [class.serves]="row.version.is_champion">
              <th scope="row">
                <a
                  class="number"
                  [routerLink]="['/models/versions', row.version.id]"
                  [attr.aria-label]="
                    'versions.page.open' | transloco: { number: row.version.number }
                  "
                  >{{ row.version.number }}</a
                >
                <span class="meta">{{ language.date(row.version.created_at) }}</span>
              </th>
              <td>
                {{ words.recipeTitle(row.version.recipe) }}
                <span class="meta">{{ words.backbone(row.version.backbone) }}</span>
              </td>
              <td>
                {{
                  'versions.list.pictures'
                    | transloco: { pictures: language.number(row.version.n_train) }
                }}
                <span class="meta">
                  {{ 'versions.source.' + row.version.source | transloco }}
                  @if (row.version.created_by) {
                    · {{ row.version.created_by }}
                  }
                </span>
              </td>
              <td>
                <ragam-figure [estimate]="row.accuracy" />
                @if (row.isHeldOut) {
                  <span class="meta small">{{ 'figures.heldOut' | transloco }}</span>
                }
              </td>
              <td>
                @if (row.version.broken) {
                  <ragam-status-mark class="broken" kind="error">{{
                    'versions.list.broken' | transloco
                  }}</ragam-status-mark>
                }
                @if (row.version.is_champion) {
                  <ragam-status-mark kind="human">{{
                    'versions.list.serves' | transloco
                  }}</ragam-status-mark>
                } @else if (session.can('promote')) {
                  <button
                    type="button"
                    class="button button--small"
                    (click)="promote.emit(row.version)"
                  >
                    {{
                      'comparison.promote.' + (row.isOlder ? 'rollBack' : 'promote')
                        | transloco: { number: row.version.number }
                    }}
                  </button>
                }
              </td>
            </tr>
          }
        </tbody>
      </table>
    </div>
  `,
  styles: `
    .meta {
      display: block;
      font-weight: 400;
    }
    .small {
      font-size: var(--size-13);
    }
    .number {
      font: 500 var(--size-21) / 1.2 var(--font-display);
    }
    .serves > * {
      background: var(--paper);
    }
    .broken {
      margin: 0 var(--space-2) var(--space-2) 0;
    }
    td {
      min-width: 130px;
    }
  `,
})
export class VersionList {
  readonly versions = input.required<readonly ModelVersion[]>();
  readonly promote = output<ModelVersion>();

  protected readonly session = inject(Session);
  protected readonly language = inject(Language);
  protected readonly words = inject(ModelWords);
  protected readonly rows = computed(() => {
    const current = this.versions().find((version) => version.is_champion) ?? null;
    return this.versions().map((version) => ({
      version,
      accuracy: (version.figures?.test ?? version.figures?.held_out)?.accuracy ?? null,
      isHeldOut: !version.figures?.test && !!version.figures?.held_out,
      isOlder: isRollBack({ version, current }),
    }));
  });
}
