import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Clearing, JobFilter, ListedStatus } from '../../../lib/model/filter.js';
import type { Job, JobStatus, JobType } from '../../../lib/model/job.js';
import type { Anchor, Found, PictureRequest } from '../../../lib/model/picture.js';
import type { WorkerTrouble } from '../../../lib/model/worker-trouble.js';
import { nobody, type Workers } from '../../../lib/snapshot/queries/read-workers.js';
import { extents, literal, QueueDatabase, type Value, versions } from './queue-database.js';

/** A job as the reference knows it, and how the database spells it. */
interface KnownJob {
  readonly id: bigint;
  readonly status: JobStatus;
  readonly type: JobType;
  readonly name: string;
  readonly start: number | null;
  /** When it ended, else the next best time. */
  readonly end: number | null;
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

const ids = fc.oneof(
  { weight: 4, arbitrary: fc.bigInt({ min: 1n, max: 30n }) },
  fc.bigInt({ min: 2n ** 53n - 2n, max: 2n ** 53n + 20n }),
  fc.bigInt({ min: -5n, max: 2n ** 63n - 1n }),
);

const job: fc.Arbitrary<KnownJob> = fc
  .record({
    id: ids,
    words: fc.constantFrom(...statusWords),
    type: fc.constantFrom(...typeWords),
    name: fc.constantFrom('fix_parser', 'FIX orders', 'Ärger', '', '100%_a*[b]?'),
    version: fc.constantFrom('', ' v1.2'),
    // Few starts, so that many jobs have the same.
    start: fc.option(fc.integer({ min: 1_768_300_000, max: 1_768_300_003 })),
    end: fc.option(fc.integer({ min: 1_768_300_000, max: 1_768_300_006 })),
    form: fc.constantFrom(...startForms),
    output: fc.constantFrom(null, null, '/out/Ärger[1]*', '/OUT/fix?'),
    input: fc.constantFrom(null, '/in/venue_NYSE.log', '/in/Überprüfung 42%'),
  })
  .map(({ id, words, type, name, version, start, end, form, output, input }) => ({
    id,
    status: words[0],
    type: type[0],
    name: name === '' ? (version === '' ? '' : version.trim()) : name,
    start: milliseconds(start ?? end),
    end: milliseconds(end ?? start),
    row: {
      id,
      status: words[1],
      error_message: words[2],
      job_type: type[1],
      plugin_name: name + version,
      claim_time: start === null ? null : form(start),
      end_time: end === null ? null : form(end),
      completed_at: end === null ? null : form(end),
      output_path: output,
      input_file: input,
      created_at: null,
    },
  }));

function milliseconds(seconds: number | null): number | null {
  return seconds === null ? null : seconds * 1000;
}

const cleared: fc.Arbitrary<Clearing> = fc.record({
  until: fc.integer({ min: 1_768_299_999, max: 1_768_300_006 }).map((seconds) => seconds * 1000),
  except: fc.array(ids.map(String), { maxLength: 12 }),
});

const filter: fc.Arbitrary<JobFilter> = fc.record({
  statuses: fc.option(
    fc.subarray<ListedStatus>([
      'queued',
      'running',
      'gone',
      'silent',
      'complete',
      'failed',
      'cancelled',
      'other',
    ]),
  ),
  types: fc.option(fc.subarray<JobType>(['scan', 'parse', 'export', 'backtest', 'other']), { freq: 3 }),
  cleared: fc.option(cleared),
  name: fc.oneof(
    { weight: 3, arbitrary: fc.constant('') },
    fc.constantFrom('fix', 'ORD', 'äRG', '%', '_', '*', '[b', ']', '?', 'v1', 'nowhere'),
  ),
});

const index = fc.oneof(fc.integer({ min: -2, max: 8 }), fc.integer({ min: 0, max: 45 }));

const searched = fc.oneof(
  fc.constantFrom('FIX', 'parser v1', 'v1.2', 'Ärg', 'üBER', '/out', '%', '*', '[1]', '?', 'b]', 'a*['),
  fc.constantFrom(
    'ed',
    'FAILED',
    'cancelled BY',
    'reindex',
    'scan',
    'such column',
    '.log',
    '42',
    '',
    'nowhere',
  ),
  ids.map(String),
);

const match = fc
  .record({
    text: searched,
    id: fc.option(ids.map(String), { freq: 3 }),
    index,
    direction: fc.constantFrom('forward' as const, 'backward' as const),
    inclusive: fc.boolean(),
  })
  .map(({ id, index, ...rest }) => ({ kind: 'match' as const, from: { id, index }, ...rest }));

/** An anchor's job is often one of the list: `pick` chooses which. */
const anchor: fc.Arbitrary<{ readonly anchor: Anchor; readonly pick: number | null }> = fc.record({
  anchor: fc.oneof(
    fc.record({ kind: fc.constant('index' as const), index }),
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('job' as const), id: ids.map(String), index }) },
    { weight: 4, arbitrary: match },
    fc.constant({ kind: 'last' as const }),
  ),
  pick: fc.option(fc.nat(), { freq: 4 }),
});

const request = fc.record({
  filter,
  anchor,
  before: fc.integer({ min: 0, max: 6 }),
  after: fc.integer({ min: 0, max: 6 }),
  failures: fc.constant(0),
});

const ranks: Readonly<Record<JobStatus, number>> = {
  failed: 0,
  running: 2,
  complete: 3,
  cancelled: 3,
  other: 3,
  queued: 3,
};

/** Two in three of the running jobs have a worker in trouble. */
function troubleOf(id: bigint): WorkerTrouble | null {
  if (id % 3n === 0n) return { kind: 'gone', since: null, reused: false };
  return id % 3n === 1n ? { kind: 'silent', since: 0, sign: 'update' } : null;
}

const workers: Workers = {
  ...nobody,
  judge: (records) =>
    new Map(
      records.flatMap(({ id }) => {
        const trouble = troubleOf(BigInt(id));
        return trouble === null ? [] : [[id, trouble] as const];
      }),
    ),
};

function kindOf({ status, id }: KnownJob): WorkerTrouble['kind'] | null {
  return status === 'running' ? (troubleOf(id)?.kind ?? null) : null;
}

function rankOf(each: KnownJob): number {
  return kindOf(each) === null ? ranks[each.status] : 1;
}

function passes(each: KnownJob, statuses: readonly ListedStatus[] | null): boolean {
  const kind = kindOf(each);
  return statuses === null || statuses.includes(each.status) || (kind !== null && statuses.includes(kind));
}

/** The list's order: failed, running with a worker in trouble, running, the rest; newest start first, none last; higher ids first. */
function inOrder(one: KnownJob, other: KnownJob): number {
  if (rankOf(one) !== rankOf(other)) return rankOf(one) - rankOf(other);
  const starts = (other.start ?? Number.NEGATIVE_INFINITY) - (one.start ?? Number.NEGATIVE_INFINITY);
  if (one.start !== other.start) return starts;
  return one.id < other.id ? 1 : -1;
}

/** What the window must be, of jobs as the reference knows them and, for searches, as the database tells of them. */
function reference(jobs: readonly KnownJob[], wanted: PictureRequest, told: readonly Job[]) {
  const { statuses, types, name } = wanted.filter;
  const list = jobs
    .filter((each) => passes(each, statuses))
    .filter((each) => types === null || types.includes(each.type))
    .filter((each) => each.name.toLowerCase().includes(name.toLowerCase()))
    .filter((each) => !isCleared(each, wanted.filter.cleared))
    .sort(inOrder);
  const found =
    wanted.anchor.kind === 'match'
      ? search(
          list.map((each) => told.find((job) => job.id === String(each.id))),
          wanted.anchor,
        )
      : undefined;
  const at = found?.index ?? anchorIn(list, wanted.anchor);
  const first = Math.max(0, at - wanted.before);
  return {
    first: list.length === 0 ? 0 : first,
    ids: list.slice(first, at + wanted.after).map((each) => String(each.id)),
    matching: list.length,
    failed: list.filter((each) => each.status === 'failed').length,
    found,
  };
}

function isCleared(each: KnownJob, cleared: Clearing | null): boolean {
  if (cleared === null || each.status !== 'complete' || cleared.except.includes(String(each.id)))
    return false;
  return each.end === null || each.end <= cleared.until;
}

function anchorIn(list: readonly KnownJob[], wanted: Anchor): number {
  const last = Math.max(0, list.length - 1);
  if (wanted.kind === 'last') return last;
  const from = wanted.kind === 'match' ? wanted.from : wanted;
  const found = 'id' in from ? list.findIndex((each) => String(each.id) === from.id) : -1;
  return found >= 0 ? found : Math.min(Math.max(from.index, 0), last);
}

/** One round of the list; the job where it begins comes first if it may be the match, else last. */
function search(list: readonly (Job | undefined)[], wanted: Extract<Anchor, { kind: 'match' }>): Found {
  const matching = list.map((each) => each !== undefined && holds(each, wanted.text));
  const start = list.findIndex((each) => each?.id === wanted.from.id);
  const from = start >= 0 ? start : Math.min(Math.max(wanted.from.index, 0), list.length - 1);
  const step = wanted.direction === 'forward' ? 1 : list.length - 1;
  const round = list.map((_, steps) => (from + step * (steps + (wanted.inclusive ? 0 : 1))) % list.length);
  const index = round.find((position) => matching[position]) ?? null;
  return {
    index,
    nth: index === null ? 0 : matching.slice(0, index + 1).filter(Boolean).length,
    matches: matching.filter(Boolean).length,
  };
}

function holds(job: Job, text: string): boolean {
  const { id, name, version, sourcePath, outputPath, errorMessage, typeText, statusText } = job;
  const title = version === null ? name : `${name} v${version}`;
  return (
    (/^\d+$/.test(text) && id === text) ||
    [title, sourcePath, outputPath, errorMessage, typeText, statusText].some((each) =>
      each?.toLowerCase().includes(text.toLowerCase()),
    )
  );
}

function picked(wanted: Anchor, pick: number | null, jobs: readonly KnownJob[]): Anchor {
  const chosen = pick === null ? undefined : jobs[pick % jobs.length];
  if (chosen === undefined) return wanted;
  const id = String(chosen.id);
  if (wanted.kind === 'job') return { ...wanted, id };
  return wanted.kind === 'match' ? { ...wanted, from: { ...wanted.from, id } } : wanted;
}

describe.each(versions.flatMap((version) => extents.map((extent) => [version, extent] as const)))(
  'the window in version %s with %s of the additions',
  (version, extent) => {
    let database: QueueDatabase;
    let columns: ReadonlySet<string>;
    beforeAll(async () => {
      database = await QueueDatabase.of(version, extent);
      columns = database.tables().get('cf_processing_queue') ?? new Set();
    });
    afterAll(() => database.close());

    function fill(jobs: readonly KnownJob[]): void {
      const rows = jobs.map(({ row }) => {
        const present = Object.entries(row).filter(([column]) => columns.has(column));
        const names = present.map(([column]) => column).join(', ');
        const values = present.map(([, value]) => literal(value)).join(', ');
        return `INSERT INTO cf_processing_queue (${names}) VALUES (${values});`;
      });
      database.run(`DELETE FROM cf_processing_queue; ${rows.join('\n')}`);
    }

    it('is what a plain sort and slice of random jobs gives', () => {
      fc.assert(
        fc.property(
          fc.uniqueArray(job, { maxLength: 25, size: 'max', selector: (each) => each.id }),
          fc.array(request, { minLength: 1, maxLength: 4 }),
          (jobs, requests) => {
            fill(jobs);
            const typed = columns.has('job_type')
              ? jobs
              : jobs.map((each) => ({ ...each, type: 'parse' as const }));
            const told = database.picture({}, workers).window.jobs;
            for (const each of told) {
              const known = jobs.find(({ id }) => String(id) === each.id);
              expect(each.trouble?.kind ?? null).toBe(known ? kindOf(known) : undefined);
            }
            for (const { anchor: drawn, ...rest } of requests) {
              const wanted: PictureRequest = { ...rest, anchor: picked(drawn.anchor, drawn.pick, jobs) };
              const { window, failedMatching: failed, found } = database.picture(wanted, workers);
              expect({
                first: window.first,
                ids: window.jobs.map((each) => each.id),
                matching: window.matching,
                failed,
                found,
              }).toEqual(reference(typed, wanted, told));
            }
          },
        ),
        { numRuns: 20, interruptAfterTimeLimit: 5_000 },
      );
    });
  },
);

describe('the window', () => {
  it('clamps an index beyond the list, of any kind', async () => {
    const database = await QueueDatabase.of('A', 'none');
    for (const id of [1, 2, 3]) database.add({ id, status: 'RUNNING' });
    for (const index of [3, 1e12, Number.MAX_SAFE_INTEGER, Number.POSITIVE_INFINITY]) {
      const { first, jobs } = database.picture({ anchor: { kind: 'index', index }, after: 5 }).window;
      expect([first, jobs.map((each) => each.id)]).toEqual([2, ['1']]);
    }
    const { first, jobs } = database.picture({
      anchor: { kind: 'index', index: Number.NaN },
      after: 1,
    }).window;
    expect([first, jobs.map((each) => each.id)]).toEqual([0, ['3']]);
    database.close();
  });

  it('is empty, and first 0, over an empty queue', async () => {
    const database = await QueueDatabase.of('B', 'all');
    expect(database.picture({ anchor: { kind: 'last' }, before: 9 })).toMatchObject({
      counts: { queued: 0, running: 0, complete: 0, failed: 0, cancelled: 0, other: 0 },
      totals: { filesProcessed: 0, filesTotal: 0, outputBytes: 0n },
      window: { first: 0, jobs: [], matching: 0 },
    });
    database.close();
  });

  it('brings a whole list of thousands', async () => {
    const database = await QueueDatabase.of('C', 'all');
    database.run(`INSERT INTO cf_processing_queue (status, scheduled_at)
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500)
      SELECT 'COMPLETED', i * 1000000 FROM n`);
    const ids = database.picture().window.jobs.map((each) => Number(each.id));
    expect(ids).toEqual(Array.from({ length: 2500 }, (_, index) => 2500 - index));
    database.close();
  });
});
