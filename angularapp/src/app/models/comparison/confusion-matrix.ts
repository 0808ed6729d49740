/** What was taken for what: a shaded table that is walked with the arrow keys and read in both directions. */
import { Component, ElementRef, computed, inject, input, linkedSignal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

import { EvaluationReport } from '../../api/models';
import { Language } from '../../i18n/language';
import { TermAddress } from '../../vocabulary/term-names';
import { CellPictures } from './cell-pictures';
import { ConfusionCell, confusionCells } from './confusion-cells';

interface Place {
  readonly row: number;
  readonly column: number;
}

@Component({
  selector: 'ragam-confusion-matrix',
  imports: [CellPictures, RouterLink, TranslocoPipe],
  templateUrl: './confusion-matrix.html',
  styleUrl: './confusion-matrix.css',
})
export class ConfusionMatrix {
  readonly confusion = input.required<EvaluationReport['confusion']>();
  readonly nameOf = input.required<(label: string) => string>();
  /** Id of the version whose pictures a cell opens; null where they are not known. */
  readonly version = input<string | null>(null);
  /** Where a label's own page is; null when the vocabulary does not know it any more. */
  readonly termOf = input.required<(label: string) => TermAddress | null>();

  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef);
  protected readonly language = inject(Language);
  protected readonly rows = computed(() => confusionCells(this.confusion()));
  protected readonly place = linkedSignal<unknown, Place>({
    source: this.confusion,
    computation: () => worstMistake(this.rows()),
  });
  protected readonly cell = computed<ConfusionCell | null>(
    () => this.rows()[this.place().row]?.[this.place().column] ?? null,
  );
  protected readonly told = computed(() => {
    const cell = this.cell();
    if (!cell) return null;
    return {
      count: this.language.number(cell.count),
      ofTruth: this.language.number(cell.ofTruth),
      ofNamed: this.language.number(cell.ofNamed),
      truth: this.nameOf()(cell.truth),
      named: this.nameOf()(cell.named),
    };
  });

  /** How dark a cell is: its share of the row. Only a tint, the number is always there. */
  protected tint(cell: ConfusionCell): string {
    const share = cell.ofTruth > 0 ? cell.count / cell.ofTruth : 0;
    const colour = cell.right ? 'var(--leaf)' : 'var(--mengkudu)';
    return cell.count === 0
      ? 'transparent'
      : `color-mix(in oklab, ${colour} ${Math.round(8 + 24 * share)}%, var(--paper))`;
  }

  protected isHere(row: number, column: number): boolean {
    return this.place().row === row && this.place().column === column;
  }

  protected walk(event: KeyboardEvent): void {
    const target = this.targetOf(event.key);
    if (!target) return;
    event.preventDefault();
    this.place.set(target);
    this.element.nativeElement
      .querySelector<HTMLElement>(`[data-place="${target.row}-${target.column}"]`)
      ?.focus();
  }

  private targetOf(key: string): Place | null {
    const { row, column } = this.place();
    const last = this.rows().length - 1;
    switch (key) {
      case 'ArrowUp':
        return { row: Math.max(0, row - 1), column };
      case 'ArrowDown':
        return { row: Math.min(last, row + 1), column };
      case 'ArrowLeft':
        return { row, column: Math.max(0, column - 1) };
      case 'ArrowRight':
        return { row, column: Math.min(last, column + 1) };
      case 'Home':
        return { row, column: 0 };
      case 'End':
        return { row, column: last };
      default:
        return null;
    }
  }
}

/** Where to begin reading: the largest number off the diagonal. */
function worstMistake(rows: readonly (readonly ConfusionCell[])[]): Place {
  let worst: Place = { row: 0, column: 0 };
  let most = 0;
  rows.forEach((cells, row) =>
    cells.forEach((cell, column) => {
      if (cell.right || cell.count <= most) return;
      most = cell.count;
      worst = { row, column };
    }),
  );
  return worst;
}
