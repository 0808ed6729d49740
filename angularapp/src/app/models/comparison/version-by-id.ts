/** One model version, asked for by its id. */
import { httpResource } from '@angular/common/http';
import { computed, Signal } from '@angular/core';

import { ModelVersion } from '../../api/models';

export interface VersionById {
  /** Null while there is no id, and until it is read. */
  readonly value: Signal<ModelVersion | null>;
  reload(): void;
}

/** Follows the id; needs an injection context. */
export function versionById(id: () => string | null | undefined): VersionById {
  const loaded = httpResource<ModelVersion>(() => {
    const known = id();
    return known ? `/api/model-versions/${known}/` : undefined;
  });
  return {
    value: computed(() => (loaded.hasValue() ? loaded.value() : null)),
    reload: () => loaded.reload(),
  };
}
