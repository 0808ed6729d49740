/** Ties the watch of a job to the life of the component that shows it. */
import { Signal, effect, inject, signal, untracked } from '@angular/core';

import { JobWatcher, WatchedJob } from './job-watcher';

/** The watch of whatever job `id` names at the moment, null while it names none. Needs an injection context. */
export function watchedJob(id: () => string | null): Signal<WatchedJob | null> {
  const watcher = inject(JobWatcher);
  const watched = signal<WatchedJob | null>(null);
  effect((onCleanup) => {
    const current = id();
    if (current === null) return untracked(() => watched.set(null));
    untracked(() => watched.set(watcher.watch(current)));
    onCleanup(() => watcher.leave(current));
  });
  return watched.asReadonly();
}
