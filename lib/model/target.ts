import type { Job } from './job.js';

/** A job that something is to be done to: its row as it was seen, and what says whether it may be done. */
export type Target = Pick<
  Job,
  'id' | 'type' | 'name' | 'status' | 'statusText' | 'retryCount' | 'workerMark' | 'trouble'
>;
