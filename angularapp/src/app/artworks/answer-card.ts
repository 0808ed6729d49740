/** One answer on an artwork: the settled name, and apart from it what the model said. */
import { Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

import { markOf } from '../cloths/label-mark';
import { Language, LocalizedPipe } from '../i18n/language';
import { Confidence } from '../ui/confidence';
import { Icon } from '../ui/icon';
import { StatusMark } from '../ui/status-mark';
import { Vocabularies } from '../vocabulary/vocabularies';
import { ArtworkAnswer, machineTerm } from './answers';

@Component({
  selector: 'ragam-answer-card',
  imports: [Confidence, Icon, LocalizedPipe, RouterLink, StatusMark, TranslocoPipe],
  templateUrl: './answer-card.html',
  styleUrl: './answer-card.css',
})
export class AnswerCard {
  readonly answer = input.required<ArtworkAnswer>();

  protected readonly language = inject(Language);
  private readonly vocabularies = inject(Vocabularies);

  protected readonly noun = computed(
    () => this.vocabularies.find(this.answer().vocabulary)?.noun ?? null,
  );
  protected readonly mark = computed(() => markOf(this.answer().label ?? undefined));
  protected readonly machine = computed(() => machineTerm(this.answer().prediction));
  protected readonly probability = computed(() => {
    const slug = this.machine()?.slug;
    return (
      this.answer().prediction?.top.find(({ term }) => term.slug === slug)?.probability ?? null
    );
  });
  protected readonly choices = computed(() =>
    this.answer().prediction?.answer.kind === 'set'
      ? this.answer()
          .prediction?.answer.terms.map(({ name }) => this.language.pick(name))
          .join(' / ')
      : null,
  );
}
