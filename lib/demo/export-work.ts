import { badFile } from './bad-file.js';
import { CountedWork } from './counted-work.js';
import { type PlannedEnd, plannedEnd } from './planned-end.js';
import type { Random } from './random.js';
import type { ClaimedJob, Work } from './work.js';

/** How far an export is when it is claimed, and how it will continue. */
export interface ExportPlan {
  readonly processed: number;
  readonly total: number;
  readonly recordsPerSecond: number;
  readonly outputPath: string;
  readonly plannedEnd: PlannedEnd;
}

/** An export from its beginning, with its output in a folder of its own. */
export function exportWork(job: ClaimedJob, outputFolder: string, random: Random): Work {
  const total = random.whole(4000, 60_000);
  const plan: ExportPlan = {
    processed: 0,
    total,
    recordsPerSecond: total / random.between(15, 40),
    outputPath: `${outputFolder}/production_${String(job.id).padStart(3, '0')}/`,
    plannedEnd: plannedEnd(random),
  };
  return plannedExport(plan, random);
}

/** Writes records with Bates numbers into a production folder. */
export function plannedExport(plan: ExportPlan, random: Random): Work {
  const bytesPerRecord = random.between(2500, 4500);
  return new CountedWork(
    {
      noun: 'records',
      total: plan.total,
      processed: plan.processed,
      itemsPerSecond: plan.recordsPerSecond,
      knowsTotal: true,
      rowsPerItem: 1,
      bytesPerItem: bytesPerRecord,
      outputPath: plan.outputPath,
      sink: { uri: 'sqlite:///data.db', output: 'transactions' },
      plannedEnd: plan.plannedEnd,
      oneBadIn: Number.POSITIVE_INFINITY,
      failure: () => ({ ...badFile('/data/discovery', random), type: 'MissingImage' }),
      complete: (records) => ({
        status: 'COMPLETED',
        outputSizeBytes: Math.round(records * bytesPerRecord),
        summary: JSON.stringify({ bates_range: `SMITH000001-${String(records).padStart(6, '0')}` }),
        error: null,
      }),
    },
    random,
  );
}
