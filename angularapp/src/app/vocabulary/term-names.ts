/** The terms behind the labels of a model, which are the codes of a vocabulary's terms. */
import { inject } from '@angular/core';

import { TermCard } from '../api/models';
import { wholeList } from '../api/whole-list';
import { Language } from '../i18n/language';

/** What the page of a term is found by. */
export interface TermAddress {
  readonly vocabulary: string;
  readonly slug: string;
}

export interface TermNames {
  /** The name in the reader's language; the label itself until, or unless, it is known. */
  readonly nameOf: (label: string) => string;
  readonly termOf: (label: string) => TermAddress | null;
}

/** Follows the vocabulary; needs an injection context. */
export function termNames(vocabulary: () => string | null): TermNames {
  const language = inject(Language);
  const terms = wholeList<TermCard>(() => {
    const slug = vocabulary();
    return slug ? `/api/vocabularies/${slug}/terms/` : undefined;
  });
  const find = (label: string): TermCard | undefined => {
    const known = terms.hasValue() ? terms.value() : [];
    return known.find((term) => term.code === label || term.slug === label);
  };
  return {
    nameOf: (label) => language.pick(find(label)?.name) || label.replaceAll('_', ' '),
    termOf: (label) => {
      const [term, slug] = [find(label), vocabulary()];
      return term && slug ? { vocabulary: slug, slug: term.slug } : null;
    },
  };
}
