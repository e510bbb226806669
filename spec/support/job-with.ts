import type { Job } from '../../lib/model/job.js';
import { noOutputs } from '../../lib/model/output.js';

const unknown: Job = {
  ...{ id: '1', fileVersionId: null, type: 'parse', typeText: 'PARSE', name: '', version: null },
  ...{ status: 'complete', statusText: 'COMPLETED', warnings: false, startedAt: null, claimedAt: null },
  ...{ completedAt: null, updatedAt: null, trouble: null, stillRuns: null, workerMark: '', leased: false },
  ...{ itemsTotal: null, itemsProcessed: null, itemsFailed: null, progressPercent: null, sourcePath: null },
  ...{ outputPath: null, outputSizeBytes: null, outputs: noOutputs, quarantinedRows: null, note: null },
  ...{ backtest: null, errorMessage: null, failures: [], priority: null, retryCount: 0, workerHost: null },
  ...{ workerPid: null, waiting: null },
};

/** A job of which nothing is known but what is given. */
export function jobWith(given: Partial<Job>): Job {
  return { ...unknown, ...given };
}
