/** How a settled label is marked: who says it, people, the records, or the drawing itself. */
import { LabelRef, LocalizedText, NamedBy } from '../api/models';
import { IconName } from '../ui/icon';
import { StatusKind } from '../ui/status-mark';

export interface LabelMark {
  kind: StatusKind;
  icon: IconName;
  /** Translation key of the words for the mark. */
  key: string;
  name: LocalizedText;
}

const MARKS: Record<NamedBy, Omit<LabelMark, 'name'>> = {
  expert: { kind: 'human', icon: 'check', key: 'shared.marks.expert' },
  agreed: { kind: 'human', icon: 'check', key: 'shared.marks.agreed' },
  person: { kind: 'human', icon: 'check', key: 'shared.marks.human' },
  imported: { kind: 'archive', icon: 'archive', key: 'shared.marks.import' },
  drawn: { kind: 'drawn', icon: 'drawn', key: 'shared.marks.demoLabel' },
  machine: { kind: 'machine', icon: 'machine', key: 'shared.marks.machine' },
};

/** Null while there is no label, or the label says that no term fits. */
export function markOf(label: LabelRef | undefined): LabelMark | null {
  return label?.term && label.named_by ? { ...MARKS[label.named_by], name: label.term.name } : null;
}
