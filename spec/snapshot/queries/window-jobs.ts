import fc from 'fast-check';
import type { Clearing } from '../../../lib/model/filter.js';
import type { JobStatus, JobType, WorkerTrouble } from '../../../lib/model/job.js';
import { nobody, type Workers } from '../../../lib/snapshot/queries/panels/read-workers.js';
import { anyCharacter } from '../../support/any-character.js';
import type { QueueDatabase, Value } from './queue-database.js';

/** A value of any of SQLite's types, with a liking for those that look like something. */
export const anyValue: fc.Arbitrary<Value> = fc.oneof(
  fc.constant(null),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.constantFrom<Value>(0, 1, 2, 3, '1', -1, 2n ** 63n - 1n, -(2n ** 63n), 1_768_300_695_123, 1_768_300_695),
  fc.double(),
  fc.string({ unit: anyCharacter, maxLength: 40 }),
  fc.uint8Array({ maxLength: 30 }),
  fc.json({ maxDepth: 3 }),
  fc.json({ maxDepth: 2 }).map((text) => text.slice(0, -1)),
  fc.constantFrom(
    'COMPLETED',
    'FAILED',
    'running',
    'BACKTEST',
    'Cancelled by user',
    '2026-01-13 10:38:15',
    '2026-01-13T10:38:15.123456789+00:00',
    'now',
    '{"bytes": 1e999, "path": [1]}',
    '{"pass_rate": "0.5", "iteration": -1, "termination_reason": 7}',
    '[{"file_path": null, "error": {"a": 1}, "line": "x"}]',
    '\u0000\u001b[31m\u009b{bold}\n',
    '12abc',
    '0x10',
    '\ud83d\ude00 e\u0301 漢字',
    '9'.repeat(400),
    "'; DROP TABLE cf_processing_queue; --",
  ),
);

/** A job as the reference knows it, and how the database spells it. */
export interface KnownJob {
  readonly id: bigint;
  readonly status: JobStatus;
  readonly type: JobType;
  readonly name: string;
  readonly start: number | null;
  /** When it ended, else the next best time. */
  readonly end: number | null;
  readonly priority: number | null;
  readonly row: Readonly<Record<string, Value>>;
}

const statusWords: readonly (readonly [JobStatus, string, string | null])[] = [
  ['queued', 'PENDING', null],
  ['queued', 'dispatching', null],
  ['running', 'RUNNING', null],
  ['running', 'staged', 'Cancelled by user'],
  ['complete', 'COMPLETED', null],
  ['complete', 'Success', null],
  ['failed', 'FAILED', 'no such column'],
  ['failed', 'error', 'Cancelled by user?'],
  ['cancelled', 'ABORTED', null],
  ['cancelled', 'FAILED', 'Cancelled by user'],
  ['other', 'HELD', null],
];

const typeWords: readonly (readonly [JobType, string | null])[] = [
  ['parse', null],
  ['parse', 'PARSE'],
  ['scan', 'Scan'],
  ['export', 'EXPORT'],
  ['backtest', 'backtest'],
  ['other', 'REINDEX'],
];

const startForms: readonly ((seconds: number) => Value)[] = [
  (seconds) => new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' '),
  (seconds) => new Date(seconds * 1000).toISOString(),
  (seconds) => seconds * 1000,
  (seconds) => seconds,
];

export const ids = fc.oneof(
  { weight: 4, arbitrary: fc.bigInt({ min: 1n, max: 30n }) },
  fc.bigInt({ min: 2n ** 53n - 2n, max: 2n ** 53n + 20n }),
  fc.bigInt({ min: -5n, max: 2n ** 63n - 1n }),
);

export const job: fc.Arbitrary<KnownJob> = fc
  .record({
    id: ids,
    words: fc.constantFrom(...statusWords),
    type: fc.constantFrom(...typeWords),
    name: fc.constantFrom('fix_parser', 'FIX orders', 'Ärger', '', '100%_a*[b]?'),
    version: fc.constantFrom('', ' v1.2'),
    // Few starts, so that many jobs have the same.
    start: fc.option(fc.integer({ min: 1_768_300_000, max: 1_768_300_003 })),
    end: fc.option(fc.integer({ min: 1_768_300_000, max: 1_768_300_006 })),
    priority: fc.constantFrom(null, -3, 0, 0, 7),
    form: fc.constantFrom(...startForms),
    output: fc.constantFrom(null, null, '/out/Ärger[1]*', '/OUT/fix?'),
    input: fc.constantFrom(null, '/in/venue_NYSE.log', '/in/Überprüfung 42%'),
  })
  .map(({ id, words, type, name, version, start, end, priority, form, output, input }) => ({
    ...{ id, status: words[0], type: type[0] },
    name: name === '' ? (version === '' ? '' : version.trim()) : name,
    ...{ start: milliseconds(start ?? end), end: milliseconds(end ?? start), priority },
    row: {
      ...{ id, priority, status: words[1], error_message: words[2], job_type: type[1] },
      ...{ plugin_name: name + version, claim_time: start === null ? null : form(start) },
      ...{ end_time: end === null ? null : form(end), completed_at: end === null ? null : form(end) },
      ...{ output_path: output, input_file: input, created_at: null },
    },
  }));

function milliseconds(seconds: number | null): number | null {
  return seconds === null ? null : seconds * 1000;
}

export const cleared: fc.Arbitrary<Clearing> = fc.record({
  until: fc.integer({ min: 1_768_299_999, max: 1_768_300_006 }).map((seconds) => seconds * 1000),
  except: fc.array(ids.map(String), { maxLength: 12 }),
});

/** Two in three of the running jobs have a worker in trouble. */
function troubleOf(id: bigint): WorkerTrouble | null {
  if (id % 3n === 0n) return { kind: 'gone', since: null, reused: false };
  return id % 3n === 1n ? { kind: 'silent', since: 0, sign: 'update' } : null;
}

/** What finds workers in that trouble. */
export const inTrouble: Workers = {
  ...nobody,
  judge: (records) =>
    new Map(
      records.flatMap(({ id }) => {
        const trouble = troubleOf(BigInt(id));
        return trouble === null ? [] : [[id, trouble] as const];
      }),
    ),
};

/** Puts these jobs, and no others, into the queue, as far as its columns hold them. */
export function fillWith(database: QueueDatabase, jobs: readonly KnownJob[]): void {
  database.run('BEGIN; DELETE FROM cf_processing_queue');
  for (const { row } of jobs) database.add(row);
  database.run('COMMIT');
}

/** The time in a job's row: none for a queued one, the start for a running one, else the end. */
function timeOf({ status, start, end }: KnownJob): number | null {
  return status === 'queued' ? null : status === 'running' ? start : end;
}

/** The latest time first, none last, then higher ids first; queued ones after those, in the order of their turns. */
export function byTime(one: KnownJob, other: KnownJob): number {
  const [its, others] = [one, other].map((each) => timeOf(each) ?? Number.NEGATIVE_INFINITY) as [
    number,
    number,
  ];
  if (its !== others) return its < others ? 1 : -1;
  const [turn, turns] = [turnOf(one), turnOf(other)];
  if (turn !== turns) return turn - turns;
  const priorities = turn > 0 ? priorityOf(other) - priorityOf(one) : 0;
  return priorities || (one.id < other.id === turn > 0 ? -1 : 1);
}

const priorityOf = ({ priority }: KnownJob) => priority ?? -1000;

/** 1 for a job that is being handed to a worker, 2 for other queued ones, 0 for all others. */
function turnOf({ status, row }: KnownJob): number {
  return status === 'queued' ? (row.status === 'dispatching' ? 1 : 2) : 0;
}
