/** One file on its way to the server, and what is known of it. */
import { Signal, WritableSignal, computed, signal } from '@angular/core';

import { SubmissionAccepted } from '../api/models';
import { WatchedJob } from '../jobs/job-watcher';

/**
 * checking: compared with the server's limits. waiting: in line. uploading: bytes are moving. retrying: will be
 * tried again by itself. accepted: the server has it. refused: the file cannot be taken. failed: may be tried again.
 */
export type UploadState =
  | 'checking'
  | 'waiting'
  | 'uploading'
  | 'retrying'
  | 'accepted'
  | 'refused'
  | 'failed'
  | 'cancelled';

/** Artwork fields that go with every file of one `add`. */
export type SharedMetadata = Partial<
  Record<
    | 'title'
    | 'accession_number'
    | 'maker'
    | 'date'
    | 'technique'
    | 'material'
    | 'dimensions'
    | 'place'
    | 'rights'
    | 'artwork',
    string
  >
>;

export interface UploadOptions {
  /** Slug; the server's default vocabulary when absent. */
  readonly vocabulary?: string;
  readonly metadata?: SharedMetadata;
}

/** Why an upload stopped, as a translation key, and the server's own sentence where it gave one. */
export interface UploadProblem {
  readonly code: string;
  readonly key: string;
  readonly detail: string | null;
  readonly values: Readonly<Record<string, string | number>>;
}

/** What the queue may change; everyone else sees `UploadItem`. */
export class QueuedUpload {
  readonly state: WritableSignal<UploadState> = signal('checking');
  /** Share of the bytes that are sent, 0 to 1. */
  readonly progress = signal(0);
  readonly problem = signal<UploadProblem | null>(null);
  readonly submission = signal<SubmissionAccepted | null>(null);
  /** Whether the server had these bytes from the same person already and answered with the earlier upload. */
  readonly earlier = signal(false);
  readonly watch = signal<WatchedJob | null>(null);
  /** Whether the queue is done with the file; its job may still be running. */
  readonly settled = computed(() =>
    ['accepted', 'refused', 'failed', 'cancelled'].includes(this.state()),
  );
  attempts = 0;

  constructor(
    readonly key: number,
    readonly file: File,
    readonly options: UploadOptions,
    /** User name of whoever put the file in line; null for a visitor. Nobody else sends it. */
    readonly owner: string | null = null,
  ) {}
}

/** The read-only face of one upload. */
export interface UploadItem {
  readonly key: number;
  readonly file: File;
  readonly options: UploadOptions;
  readonly state: Signal<UploadState>;
  readonly progress: Signal<number>;
  readonly problem: Signal<UploadProblem | null>;
  readonly submission: Signal<SubmissionAccepted | null>;
  readonly earlier: Signal<boolean>;
  readonly watch: Signal<WatchedJob | null>;
  readonly settled: Signal<boolean>;
}
