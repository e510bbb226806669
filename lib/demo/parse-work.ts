import { badFile } from './bad-file.js';
import { CountedWork } from './counted-work.js';
import { plannedEnd } from './planned-end.js';
import type { Random } from './random.js';
import type { ClaimedJob, Work } from './work.js';

/** Which table each parser of the demo fills, and which files it reads. */
export const parsers: ReadonlyMap<string, { readonly table: string; readonly source: string }> = new Map([
  ['fix_parser', { table: 'fix_orders', source: '/data/fix_logs' }],
  ['venue_parser', { table: 'venue_data', source: '/data/venues' }],
  ['swift_parser', { table: 'swift_messages', source: '/data/swift_mt' }],
  ['itch_parser', { table: 'itch_book', source: '/mnt/archive/itch' }],
]);

/**
 * Turns log files into rows of a table; the output's path is below the operator's home, as in the product, but
 * nothing is written there.
 */
export function parseWork(job: ClaimedJob, home: string, random: Random): Work {
  const { table, source } = parsers.get(job.name) ?? { table: job.name, source: '/data' };
  const total = random.whole(40, 900);
  const bytesPerFile = random.between(300_000, 900_000);
  return new CountedWork(
    {
      noun: 'files',
      total,
      processed: 0,
      itemsPerSecond: total / random.between(12, 40),
      knowsTotal: true,
      rowsPerItem: random.between(60, 220),
      bytesPerItem: bytesPerFile,
      outputPath: `${home}/.casparian_flow/output/${table}/`,
      sink: { uri: 'parquet://output/', output: table },
      plannedEnd: plannedEnd(random),
      oneBadIn: random.onceIn(5) ? 200 : Number.POSITIVE_INFINITY,
      failure: () => badFile(source, random),
      complete: (files) => ({
        status: 'COMPLETED',
        outputSizeBytes: Math.round(files * bytesPerFile),
        summary: null,
        error: null,
      }),
    },
    random,
  );
}
