/** Whether the stored files are as they were written: for the admin, who can put back what is lost. */
import { httpResource } from '@angular/common/http';
import { Component, computed, inject, input, numberAttribute } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

import { Fixity, FixityFinding, Page } from '../api/models';
import { Language } from '../i18n/language';
import { ExpertDetails } from '../ui/expert-details';
import { Icon } from '../ui/icon';
import { Empty, ErrorState, Loading } from '../ui/states';
import { StatusMark } from '../ui/status-mark';

const PAGE_SIZE = 50;
const KINDS = ['altered', 'missing', 'unreadable', 'orphaned'] as const;

@Component({
  selector: 'ragam-files-page',
  imports: [Empty, ErrorState, ExpertDetails, Icon, Loading, RouterLink, StatusMark, TranslocoPipe],
  templateUrl: './files-page.html',
  styleUrl: './files-page.css',
})
export default class FilesPage {
  /** Which page of the list, from the address. */
  readonly page = input(1, {
    transform: (value: unknown) => Math.max(1, numberAttribute(value, 1)),
  });

  protected readonly language = inject(Language);
  protected readonly kinds = KINDS;
  protected readonly state = httpResource<Fixity>(() => '/api/fixity/');
  protected readonly found = httpResource<Page<FixityFinding>>(() => ({
    url: '/api/fixity/findings/',
    params: { page: this.page(), page_size: PAGE_SIZE },
  }));
  protected readonly pages = computed(() =>
    this.found.hasValue() ? Math.ceil(this.found.value().count / PAGE_SIZE) : 1,
  );
  protected readonly error = computed(() => this.state.error() ?? this.found.error());

  protected reload(): void {
    this.state.reload();
    this.found.reload();
  }

  /** What this is and what to do about it; a lost small copy is made again once its original is back. */
  protected adviceKey(finding: FixityFinding): string {
    const { kind, part } = finding;
    if (kind === 'orphaned' || kind === 'unreadable') return `files.advice.${kind}`;
    return part === 'original' ? 'files.advice.original' : 'files.advice.copy';
  }

  protected size(bytes: number): string {
    return this.language.number(bytes / 1e6, { maximumFractionDigits: 1 });
  }
}
