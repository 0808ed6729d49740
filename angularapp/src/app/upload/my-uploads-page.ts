/** The pictures that one person sent: status, answer, when they expire, and a way to delete them. */
import { HttpClient, httpResource } from '@angular/common/http';
import {
  Component,
  computed,
  ElementRef,
  inject,
  input,
  numberAttribute,
  viewChild,
} from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { firstValueFrom } from 'rxjs';

import { Page, Submission } from '../api/models';
import { problemOf } from '../api/problem';
import { Language } from '../i18n/language';
import { Session } from '../session/session';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { Icon } from '../ui/icon';
import { Empty, ErrorState, Loading } from '../ui/states';
import { Toasts } from '../ui/toasts';
import { SubmissionRow } from './submission-row';

const PAGE_SIZE = 24;

@Component({
  selector: 'ragam-my-uploads-page',
  imports: [Empty, ErrorState, Icon, Loading, RouterLink, SubmissionRow, TranslocoPipe],
  template: `
    <div class="page page--narrow">
      <header class="page__head">
        <div class="stack stack--tight">
          <h1 #heading tabindex="-1">{{ 'upload.mine.title' | transloco }}</h1>
          @if (!session.isAuthenticated()) {
            <p class="meta">{{ 'upload.mine.visitor' | transloco }}</p>
          }
        </div>
        <a class="button" routerLink="/upload">
          <ragam-icon name="upload" [size]="18" />{{ 'upload.mine.send' | transloco }}
        </a>
      </header>

      @if (isBeyond()) {
        <ragam-empty
          [title]="'upload.mine.beyondTitle' | transloco"
          [text]="'upload.mine.beyondText' | transloco"
          motif="parang"
        >
          <a class="button" [routerLink]="[]">{{ 'upload.mine.first' | transloco }}</a>
        </ragam-empty>
      } @else if (loaded.error()) {
        <ragam-error [error]="loaded.error()" (retry)="loaded.reload()" />
      } @else if (loaded.hasValue()) {
        <p class="visually-hidden" role="status">
          {{ 'upload.mine.count' | transloco: { count: loaded.value().count } }}
        </p>
        <ul role="list">
          @for (row of loaded.value().results; track row.id) {
            <li>
              <ragam-submission-row
                [row]="row"
                (removed)="remove($event)"
                (jobEnded)="loaded.reload()"
              />
            </li>
          }
        </ul>
        @if (loaded.value().results.length === 0) {
          <ragam-empty
            [title]="'upload.mine.emptyTitle' | transloco"
            [text]="'upload.mine.emptyText' | transloco"
            motif="parang"
          >
            <a class="button button--primary" routerLink="/upload">{{
              'upload.mine.send' | transloco
            }}</a>
          </ragam-empty>
        }
        @if (pages() > 1) {
          <nav class="row pages" [attr.aria-label]="'upload.mine.pages' | transloco">
            @if (page() > 1) {
              <a
                class="button button--small"
                [routerLink]="[]"
                [queryParams]="{ page: page() - 1 }"
              >
                <ragam-icon name="left" [size]="16" />{{ 'upload.mine.newer' | transloco }}
              </a>
            }
            <span class="meta">{{
              'upload.mine.page' | transloco: { page: page(), pages: pages() }
            }}</span>
            @if (page() < pages()) {
              <a
                class="button button--small"
                [routerLink]="[]"
                [queryParams]="{ page: page() + 1 }"
              >
                {{ 'upload.mine.older' | transloco }}<ragam-icon name="right" [size]="16" />
              </a>
            }
          </nav>
        }
      } @else {
        <ragam-loading shape="rows" />
      }
    </div>
  `,
  styles: `
    .page {
      max-width: calc(900px + 2 * var(--gutter));
    }
    li + li {
      border-top: 1px solid var(--line);
    }
    .pages {
      justify-content: center;
      margin-top: var(--space-8);
    }
  `,
})
export default class MyUploadsPage {
  /** Which page of the list, from the address. */
  readonly page = input(1, {
    transform: (value: unknown) => Math.max(1, Math.floor(numberAttribute(value, 1))),
  });

  private readonly heading = viewChild.required<ElementRef<HTMLElement>>('heading');
  private readonly http = inject(HttpClient);
  private readonly router = inject(Router);
  private readonly transloco = inject(TranslocoService);
  private readonly toasts = inject(Toasts);
  private readonly confirmDialog = inject(ConfirmDialog);
  protected readonly session = inject(Session);
  protected readonly language = inject(Language);
  protected readonly loaded = httpResource<Page<Submission>>(() => ({
    url: '/api/submissions/',
    params: { page: this.page(), page_size: PAGE_SIZE },
  }));
  protected readonly pages = computed(() =>
    this.loaded.hasValue() ? Math.ceil(this.loaded.value().count / PAGE_SIZE) : 1,
  );

  /** An address may ask for a page that the list does not have, or no longer has. */
  protected readonly isBeyond = computed(() => {
    const error = this.loaded.error();
    return this.page() > 1 && error !== undefined && problemOf(error).status === 404;
  });

  protected async remove(row: Submission): Promise<void> {
    const isSure = await this.confirmDialog.ask({
      title: this.transloco.translate('result.removeTitle'),
      text: this.transloco.translate('upload.mine.removeText', { name: row.filename }),
      confirm: this.transloco.translate('upload.mine.remove'),
      tone: 'danger',
    });
    if (!isSure) return;
    try {
      await firstValueFrom(this.http.delete(`/api/submissions/${row.id}/`));
      this.toasts.show('result.removed');
      // The pressed button is gone, and the focus with it.
      this.heading().nativeElement.focus({ preventScroll: true });
      this.readWithoutOne();
    } catch (error) {
      // The list is read again all the same: it may be gone already.
      this.toasts.showProblem(error);
      this.loaded.reload();
    }
  }

  /** The page before, where nothing is left on this one. */
  private readWithoutOne(): void {
    const left = this.loaded.hasValue() ? this.loaded.value().results.length : 0;
    if (left > 1 || this.page() === 1) this.loaded.reload();
    else
      void this.router.navigate([], { queryParams: { page: this.page() - 1 }, replaceUrl: true });
  }
}
