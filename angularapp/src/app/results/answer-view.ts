/** One model's answer to one picture, with its reasons: picture, candidates, references, meaning, model. */
import { Component, computed, inject, input, linkedSignal, output, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

import { answerProbability, reasonForSilence } from '../answers/answer-words';
import { Prediction, TermRef } from '../api/models';
import { Language } from '../i18n/language';
import { ReviewHistory } from '../review/review-history';
import { ReviewPanel } from '../review/review-panel';
import { Session } from '../session/session';
import { Confidence } from '../ui/confidence';
import { Icon } from '../ui/icon';
import { InView } from '../ui/in-view';
import { StatusMark } from '../ui/status-mark';
import { ExplainedImage } from './explained-image';
import { ModelNote } from './model-note';
import { ReferenceImages } from './reference-images';
import { TermChoice } from './term-choice';
import { TermMeaning } from './term-meaning';

@Component({
  selector: 'ragam-answer-view',
  imports: [
    Confidence,
    ExplainedImage,
    Icon,
    InView,
    ModelNote,
    ReferenceImages,
    ReviewHistory,
    ReviewPanel,
    RouterLink,
    StatusMark,
    TermChoice,
    TermMeaning,
    TranslocoPipe,
  ],
  templateUrl: './answer-view.html',
  styleUrl: './answer-view.css',
})
export class AnswerView {
  readonly prediction = input.required<Prediction>();
  readonly headline = input.required<string>();
  /** A judgement was written; the prediction is worth reading again. */
  readonly reviewed = output<void>();

  private readonly language = inject(Language);
  protected readonly session = inject(Session);

  protected readonly kind = computed(() => {
    const { kind, terms } = this.prediction().answer;
    if (terms.length === 0) return 'unknown';
    return kind === 'set' && terms.length === 1 ? 'perhaps' : kind;
  });
  protected readonly isUnknown = computed(
    () => this.prediction().answer.kind === 'unknown' || this.kind() === 'unknown',
  );
  protected readonly silence = computed(() => reasonForSilence(this.prediction()));
  protected readonly probability = computed(() => answerProbability(this.prediction()));
  /** The term that overlay, references and meaning are about; the person may choose another. */
  protected readonly chosen = linkedSignal<Prediction, TermRef | null>({
    source: this.prediction,
    computation: (prediction, previous) => {
      const terms = prediction.top.map((entry) => entry.term);
      const kept = terms.find((term) => term.slug === previous?.value?.slug);
      const named = terms.find((term) => term.slug === prediction.answer.terms[0]?.slug);
      return kept ?? named ?? terms[0] ?? null;
    },
  });
  protected readonly topTerms = computed(() => this.prediction().top.map((entry) => entry.term));
  protected readonly chosenName = computed(() => this.language.pick(this.chosen()?.name));
  /** What a person settled latest, which outranks the machine's answer. */
  protected readonly settled = computed(() => {
    const { reviews, answer } = this.prediction();
    const latest = [...reviews]
      .sort((a, b) => b.created_at.localeCompare(a.created_at))
      .find((review) => review.verdict === 'confirm' || review.verdict === 'correct');
    if (!latest) return null;
    const term = latest.term ?? (latest.verdict === 'confirm' ? answer.terms[0] : null);
    return term ? { slug: term.slug, name: term.name, actor: latest.actor } : null;
  });
  /** The machine's number must not stand under a name that a person chose instead of the machine's. */
  protected readonly shownProbability = computed(() => {
    const settled = this.settled()?.slug;
    const named = this.prediction().answer.terms[0]?.slug;
    return settled && settled !== named ? null : this.probability();
  });
  protected readonly settledName = computed(() => this.language.pick(this.settled()?.name));
  /** Out of sight on a phone, the picture stays as a small one at the top. */
  protected readonly isPictureInView = signal(true);
  protected readonly referencesOfChosen = computed(() =>
    this.prediction().references.filter((entry) => entry.term.slug === this.chosen()?.slug),
  );

  protected toPicture(picture: HTMLElement): void {
    picture.scrollIntoView({ block: 'start' });
    picture.focus({ preventScroll: true });
  }
}
