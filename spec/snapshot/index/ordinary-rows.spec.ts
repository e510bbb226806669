import { describe, expect, it } from '@jest/globals';
import { RandomJobs } from '../../bench/random-job.js';
import { type AnyQueue, queueOf } from './any-queue.js';
import type { AnyRow } from './any-row.js';
import { type DecodedQueue, decodedQueue, type FileForm, queriedQueue, usualForm } from './queue-file.js';

const now = Date.UTC(2026, 0, 13, 10, 38, 15);

/** A time in each notation that workers have. */
const notations: readonly ((ms: number) => string | number)[] = [
  (ms) => ms,
  (ms) => Math.floor(ms / 1000),
  (ms) => new Date(ms).toISOString(),
  (ms) => new Date(ms).toISOString().slice(0, 19).replace('T', ' '),
  (ms) => `${new Date(ms).toISOString().slice(0, 23)}456789+00:00`,
  (ms) => `${new Date(ms).toISOString().slice(0, 19)}-08:00`,
];

const statuses = [
  ...['PENDING', 'QUEUED', 'DISPATCHING', 'RUNNING', 'STAGED', 'COMPLETED', 'COMPLETE', 'SKIPPED', 'SUCCESS'],
  ...'PARTIAL_SUCCESS COMPLETED_WITH_WARNINGS FAILED ERROR ABORTED CANCELLED CANCELED failed'.split(' '),
];
const completions = [null, 'SUCCESS', 'PARTIAL_SUCCESS', 'FAILED', 'ABORTED', 'REJECTED'];
const summaries = [
  null,
  'Success',
  'Completed with warnings',
  '/data/output/fix_parser/7/',
  '{"output_path":"/data/output/x.parquet","rows":1200,"output_size_bytes":90071992}',
  '{"output": {"files": [{"path": "/out/a", "bytes": 1}, {"path": "/out/b"}]}, "total_bytes": 4096, "ok": true}',
];
const errors = [
  null,
  'Cancelled by user',
  'permanent_error: field 44 (Price) is not a decimal',
  '[{"file_path":"/data/in/ä.log","error":"Zeile 7: ungültig","line":7}]',
  `Traceback (most recent call last):\n${'  File "parser.py", line 12, in parse\n'.repeat(120)}`,
];

const pick = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;

/** Jobs as workers leave them, in every word and notation. */
function workersRow(index: number): AnyRow {
  const at = (offset: number) => pick(notations, index)(now + index * 7_001 + offset);
  return {
    id: index + 1,
    plugin_name: pick(
      ['fix_parser', 'FIX parser v1.2', 'trade_export', '/data/incoming/2026', 'näher'],
      index,
    ),
    config_overrides: pick([null, '{"source":"/data/in"}', `{"columns":["${'c","'.repeat(1500)}"]}`], index),
    ...{ parser_version: pick([null, '1.4.2', 'v2'], index), plugin_version: pick([null, '1.3'], index) },
    ...{ status: pick(statuses, index), completion_status: pick(completions, index) },
    ...{ claim_time: index % 5 === 0 ? null : at(0), dispatch_ack_at: index % 4 === 0 ? null : at(900) },
    ...{ end_time: index % 3 === 0 ? null : at(90_000), completed_at: index % 3 === 0 ? null : at(90_000) },
    ...{ created_at: at(-60_000), scheduled_at: index % 2 === 0 ? null : at(-50_000) },
    ...{ result_summary: pick(summaries, index), error_message: pick(errors, index) },
    job_type: pick(['PARSE', 'SCAN', 'EXPORT', 'BACKTEST', 'parse', null], index),
    ...{ items_processed: pick([0, 7, 50_000], index), items_total: pick([0, 100, 3_000_000_000], index) },
    items_failed: pick([null, 0, 3], index),
    output_size_bytes: pick([null, 0, 2_000_000_000_000], index),
  };
}

const workersRows = Array.from({ length: 400 }, (_, index) => workersRow(index));

/** Decodes a queue; expects it to be what SQL says. */
async function decode(queue: AnyQueue): Promise<DecodedQueue> {
  const database = await queueOf(queue);
  const decoded = decodedQueue(database);
  const expected = queriedQueue(database);
  database.close();
  expect(decoded.jobs).toEqual(expected.filter(({ id }) => !decoded.unusual.includes(id)));
  return decoded;
}

const queueIn = (
  making: string,
  form: FileForm,
  before: readonly AnyRow[],
  after: readonly AnyRow[],
): AnyQueue => ({
  ...{ making, form, before, after },
});

describe.each(['A', 'B', 'C', 'D', 'SPEC'])('a job as workers of version %s write it', (making) => {
  it('is decoded without SQL, whether it was written before or after the migration', async () => {
    const half = workersRows.length / 2;
    const queue = queueIn(making, usualForm, workersRows.slice(0, half), workersRows.slice(half));
    expect((await decode(queue)).unusual).toEqual([]);
  });

  it.each(['UTF-16le', 'UTF-16be'] as const)(
    'is decoded without SQL out of %s if it is ASCII',
    async (encoding) => {
      const plain = workersRows.filter((row) => !/[^\0-\x7f]/.test(Object.values(row).join()));
      expect(plain.length).toBeGreaterThan(200);
      const queue = queueIn(making, { ...usualForm, encoding }, plain.slice(0, 150), plain.slice(150));
      expect((await decode(queue)).unusual).toEqual([]);
    },
  );

  it.each([512, 65_536])('is decoded without SQL from pages of %d bytes', async (pageSize) => {
    const queue = queueIn(making, { ...usualForm, pageSize }, workersRows, []);
    expect((await decode(queue)).unusual).toEqual([]);
  });
});

it('every job of the benchmark is decoded without SQL', async () => {
  const jobs = new RandomJobs(500, 1, now);
  const rows = Array.from({ length: 500 }, (_, index) => jobs.next(index + 1).row);
  expect((await decode(queueIn('A', usualForm, rows.slice(0, 100), rows.slice(100)))).unusual).toEqual([]);
});

describe('a row that overflows its page', () => {
  const one = (row: AnyRow) => decode(queueIn('A', usualForm, [{ id: 1, plugin_name: 'p', ...row }], []));

  it('is read no further than to the last needed column', async () => {
    const error = 'x'.repeat(30_000);
    expect(await one({ status: 'FAILED', error_message: error })).toMatchObject({ unusual: [], chain: [] });
    expect(await one({ status: 'RUNNING', result_summary: `{${error}` })).toMatchObject({
      unusual: [],
      chain: [],
    });
    // The status stands behind the configuration: the first page of a chain holds 4,092 bytes.
    const status = { status: 'RUNNING', claim_time: now };
    for (const [length, pages] of [
      [4_100, 1],
      [9_000, 2],
      [60_000, 14],
    ] as const) {
      const decoded = await one({ ...status, config_overrides: 'c'.repeat(length) });
      expect(decoded).toMatchObject({ unusual: [], chain: { length: pages } });
    }
  });

  it('is left to SQL if a needed column is beyond 64 KB', async () => {
    expect(await one({ status: 'RUNNING', config_overrides: 'c'.repeat(70_000) })).toMatchObject({
      unusual: [1],
      chain: [],
    });
  });
});
