import type { FaultyFile } from './fault.js';
import { snapshotLog } from './faults/snapshot-log.js';
import { snapshotView } from './faults/snapshot-view.js';

/** All faults, by file. */
export const faultyFiles: readonly FaultyFile[] = [...snapshotView, ...snapshotLog];
