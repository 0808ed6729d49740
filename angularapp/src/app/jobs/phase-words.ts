/** Says in words what a job is doing. */
import { Job } from '../api/models';

/** The phases that have words of their own. */
export const PHASES: readonly string[] = [
  'waiting_for_model',
  'waiting_for_collection',
  'waiting_for_packages',
  'drawing',
  'decoding',
  'reading',
  'predicting',
  'explaining',
  'saving',
  'preparing',
  'snapshot',
  'checking',
  'backbone',
  'features',
  'studies',
  'foreign',
  'fitting',
  'training',
  'evaluating',
  'changing',
  'comparing',
  'exporting',
];

/** The translation key for a job's phase; a phase without words falls back to the state. */
export function phaseKey(job: Pick<Job, 'status' | 'phase'>): string {
  const isOpen = job.status === 'queued' || job.status === 'running';
  return isOpen && PHASES.includes(job.phase) ? `jobs.phase.${job.phase}` : `jobs.${job.status}`;
}
