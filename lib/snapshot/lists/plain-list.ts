import type { JobId } from '../../model/job.js';
import type { ListKey } from '../../model/sort.js';

/** How many jobs pass a filter, and how many of them failed. */
export interface ListSize {
  readonly matching: number;
  readonly failed: number;
}

/** The jobs that pass a filter in the list's order, without those listed separately. */
export interface PlainList {
  /** How many there are, including those listed separately if they pass as running jobs. */
  size(): ListSize;
  /** The ids of the jobs from one position up to another. */
  ids(from: number, to: number): readonly JobId[];
  /** The 0-based position of a job; null if it isn't in the list. */
  positionOf(id: JobId): number | null;
  /** How many jobs of the list come before one that isn't in it. */
  placeFor(id: JobId): number;
  /** The keys that decide the places of jobs, which need not be in this list. */
  keys(ids: readonly JobId[]): readonly ListKey[];
}
