import { describe, expect, it } from 'vitest';

import en from '../../i18n/en/jobs.json';
import id from '../../i18n/id/jobs.json';
import { Job } from '../api/models';
import { PHASES, phaseKey } from './phase-words';

describe('phaseKey', () => {
  it('names the phase of open work', () => {
    expect(phaseKey({ status: 'queued', phase: 'waiting_for_model' })).toBe(
      'jobs.phase.waiting_for_model',
    );
  });

  it('falls back to the state when the phase has no words, or the work has ended', () => {
    expect(phaseKey({ status: 'running', phase: 'folding_napkins' as Job['phase'] })).toBe(
      'jobs.running',
    );
    expect(phaseKey({ status: 'succeeded', phase: 'exporting' })).toBe('jobs.succeeded');
  });

  it('has words in both languages for every phase, and says all that there are', () => {
    for (const phase of PHASES) {
      expect(en.phase).toHaveProperty(phase);
      expect(id.phase).toHaveProperty(phase);
    }
    expect(Object.keys(en.phase).sort()).toEqual([...PHASES].sort());
  });
});
