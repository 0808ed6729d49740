/** Takes a person's judgement of an answer by button or key, and lets it be taken back for some seconds. */
import {
  Component,
  ElementRef,
  Injector,
  OnDestroy,
  afterNextRender,
  computed,
  inject,
  input,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

import { Prediction, ReviewVerdict, TermName } from '../api/models';
import { Language } from '../i18n/language';
import { Session } from '../session/session';
import { Icon } from '../ui/icon';
import { Toasts } from '../ui/toasts';
import { isTyping } from '../ui/typing';
import { ReviewSender } from './review-sender';
import { TermSearch } from './term-search';

const KEYS: Readonly<Record<string, ReviewVerdict>> = {
  c: 'confirm',
  k: 'correct',
  u: 'unsure',
  n: 'not_in_vocabulary',
  b: 'bad_image',
};

@Component({
  selector: 'ragam-review-panel',
  imports: [Icon, RouterLink, TermSearch, TranslocoPipe],
  templateUrl: './review-panel.html',
  styleUrl: './review-panel.css',
  host: { '(document:keydown)': 'onKey($event)', '(window:pagehide)': 'sender.flush()' },
  providers: [ReviewSender],
})
export class ReviewPanel implements OnDestroy {
  readonly prediction = input.required<Prediction>();
  readonly reviewed = output<void>();

  private readonly toasts = inject(Toasts);
  protected readonly language = inject(Language);
  protected readonly session = inject(Session);
  protected readonly sender = inject(ReviewSender);
  private readonly injector = inject(Injector);
  private readonly correctButton = viewChild<ElementRef<HTMLButtonElement>>('correct');
  private readonly commentBox = viewChild<ElementRef<HTMLTextAreaElement>>('comment');

  private isGone = false;
  protected readonly isCorrecting = signal(false);
  /** What "Confirm" would confirm; an answer that names several, or nothing, cannot be confirmed. */
  protected readonly confirmable = computed(() => {
    const { kind, terms } = this.prediction().answer;
    return kind === 'term' || kind === 'broader' ? (terms[0] ?? null) : null;
  });
  protected readonly quick = computed<readonly { verdict: ReviewVerdict; key: string }[]>(() => [
    { verdict: 'unsure', key: 'U' },
    { verdict: 'not_in_vocabulary', key: 'N' },
    { verdict: 'bad_image', key: 'B' },
  ]);
  /** Near at hand when correcting: the model's other candidates. */
  protected readonly suggestions = computed(() =>
    this.prediction()
      .top.map((entry) => entry.term)
      .filter((term) => term.slug !== this.confirmable()?.slug),
  );

  ngOnDestroy(): void {
    this.isGone = true;
    this.sender.sendNow();
  }

  protected judge(verdict: ReviewVerdict, term: TermName | null = null): void {
    if (verdict === 'correct' && !term) {
      this.isCorrecting.set(true);
      return;
    }
    if (verdict === 'correct' && term?.slug === this.confirmable()?.slug) {
      // Who corrects to the model's own name agrees with it.
      this.judge('confirm');
      return;
    }
    if (verdict === 'confirm' && !this.confirmable()) return;
    const comment = this.commentBox()?.nativeElement.value.trim() ?? '';
    if (this.isCorrecting()) this.stopCorrecting();
    this.sender.hold(this.prediction().id, { verdict, term, comment }, (problem) => {
      if (problem) this.toasts.showProblem(problem);
      else this.finish();
    });
  }

  /** The search goes away with the focus in it; the button that opened it takes the focus back. */
  protected stopCorrecting(): void {
    this.isCorrecting.set(false);
    afterNextRender(() => this.correctButton()?.nativeElement.focus(), { injector: this.injector });
  }

  protected undo(): void {
    this.sender.takeBack();
    this.toasts.show('review.undone');
  }

  protected onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(event)) return;
    const key = event.key.toLowerCase();
    if (key === 'z' && this.sender.held()) {
      event.preventDefault();
      this.undo();
      return;
    }
    const verdict = KEYS[key];
    if (!verdict) return;
    event.preventDefault();
    this.judge(verdict);
  }

  private finish(): void {
    const box = this.commentBox()?.nativeElement;
    if (box) box.value = '';
    this.toasts.show('review.saved');
    if (!this.isGone) this.reviewed.emit();
  }
}
