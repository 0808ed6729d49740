/** Says in words what a job is doing. */
import { Job } from '../api/models';

/** The phases that have words of their own: those of the contract that are not a state as well. */
export const PHASES: readonly string[] = [
  'waiting_for_model',
  'starting',
  'waiting_for_collection',
  'waiting_for_packages',
  'drawing',
  'checking',
  'backbone',
  'features',
  'studies',
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
