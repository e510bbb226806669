import type { FaultyFile } from './fault.js';
import { snapshotAttempt } from './faults/snapshot-attempt.js';
import { snapshotFiles } from './faults/snapshot-files.js';
import { snapshotReading } from './faults/snapshot-reading.js';
import { snapshotThread } from './faults/snapshot-thread.js';
import { snapshotView } from './faults/snapshot-view.js';

/** Faults in the proof that what was read stood together in one instant, which nothing but hands finds. */
export const faultyFiles: readonly FaultyFile[] = [
  ...snapshotView,
  ...snapshotReading,
  ...snapshotFiles,
  ...snapshotAttempt,
  ...snapshotThread,
];
