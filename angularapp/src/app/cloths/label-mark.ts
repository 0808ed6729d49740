/** How a settled label is marked: who stands behind it, a person, the records, or the drawing itself. */
import { LabelRef, LocalizedText } from '../api/models';
import { IconName } from '../ui/icon';
import { StatusKind } from '../ui/status-mark';

export interface LabelMark {
  kind: StatusKind;
  icon: IconName;
  /** Translation key of the words for the mark. */
  key: string;
  name: LocalizedText;
}

const MARKS: Record<LabelRef['source'], Omit<LabelMark, 'name'>> = {
  review: { kind: 'human', icon: 'check', key: 'shared.marks.human' },
  import: { kind: 'archive', icon: 'archive', key: 'shared.marks.import' },
  demo: { kind: 'drawn', icon: 'drawn', key: 'shared.marks.demoLabel' },
};

/** Null while there is no label, or the label says that no term fits. */
export function markOf(label: LabelRef | undefined): LabelMark | null {
  return label?.term ? { ...MARKS[label.source], name: label.term.name } : null;
}
