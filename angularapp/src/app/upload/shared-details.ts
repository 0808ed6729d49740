/** What staff enter once for a whole batch: vocabulary and common metadata, kept for the visit. */
import { Injectable, effect, signal } from '@angular/core';

import { SharedMetadata } from '../sending/upload-item';

const STORAGE_KEY = 'ragam.upload.details';

/** The fields that a batch can share; title and accession number belong to one object. */
export const SHARED_FIELDS = [
  'maker',
  'date',
  'place',
  'technique',
  'material',
  'rights',
] as const satisfies readonly (keyof SharedMetadata)[];
export type SharedField = (typeof SHARED_FIELDS)[number];

interface Details {
  readonly vocabulary: string | null;
  readonly metadata: SharedMetadata;
}

@Injectable({ providedIn: 'root' })
export class SharedDetails {
  private readonly current = signal<Details>(recalled());
  readonly value = this.current.asReadonly();

  constructor() {
    effect(() => keep(this.current()));
  }

  setVocabulary(vocabulary: string): void {
    this.current.update((details) => ({ ...details, vocabulary }));
  }

  setField(field: SharedField, value: string): void {
    this.current.update((details) => ({
      ...details,
      metadata: { ...details.metadata, [field]: value },
    }));
  }

  clear(): void {
    this.current.update((details) => ({ ...details, metadata: {} }));
  }
}

function recalled(): Details {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(STORAGE_KEY) ?? 'null');
    if (isDetails(stored)) return stored;
  } catch {
    // Storage may be forbidden, or hold something else: an empty form is a fine start.
  }
  return { vocabulary: null, metadata: {} };
}

function isDetails(value: unknown): value is Details {
  return (
    typeof value === 'object' && value !== null && 'metadata' in value && 'vocabulary' in value
  );
}

function keep(details: Details): void {
  try {
    sessionStorage.setItem(STORAGE_KEY, JSON.stringify(details));
  } catch {
    // Not kept over a reload then; nothing else depends on it.
  }
}
