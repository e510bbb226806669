import { describe, expect, it } from '@jest/globals';
import type { Job, JobStatus } from '../../lib/model/job.js';
import type { DatabaseVersion } from '../support/database-versions.js';
import { insert } from '../support/databases.js';
import type { NativeRow } from '../support/native-protocol.js';
import { type Queue, type QueueOptions, queuesForAll } from './queues.js';

const queue = queuesForAll();

type Action = 'retry' | 'cancel' | 'stop';

/** A database of one kind, and the word that it has for each change. */
interface Kind {
  readonly name: string;
  readonly version: DatabaseVersion;
  readonly migrated: NonNullable<QueueOptions['migrated']>;
  readonly words: readonly [queued: string, cancelled: string];
  /** What becomes of the text that makes the queue. */
  readonly table?: (sql: string) => string;
}

const withCheck = (list: string) => (sql: string) =>
  sql.replace(
    /status TEXT DEFAULT '(\w+)'[^,]*(?:\([^)]*\)\))?,/,
    `status TEXT CHECK (status IN ('PENDING','RUNNING','STAGED','COMPLETED','FAILED'${list})),`,
  );
const withoutChecks = (sql: string) => sql.replace(/CHECK \([^()]*(?:\([^()]*\)[^()]*)*\)/g, '');

const usual: readonly (readonly [DatabaseVersion, Kind['migrated']])[] = [
  ...(['A', 'B', 'C'] as const).flatMap((version) =>
    (['none', 'some', 'all', 'migrate'] as const).map((migrated) => [version, migrated] as const),
  ),
  ['D', 'migrate'],
];
const kinds: readonly Kind[] = [
  ...usual.map(([version, migrated]): Kind => {
    const name = `version ${version} ${migrated === 'migrate' ? 'after our migration' : `with ${migrated} of the additions`}`;
    return { name, version, migrated, words: ['QUEUED', version >= 'C' ? 'ABORTED' : 'CANCELLED'] };
  }),
  ...(
    [
      ['C without CHECK lists', 'all', 'QUEUED', 'CANCELLED', withoutChecks],
      ['A whose CHECK list knows ABORTED only', 'all', 'QUEUED', 'ABORTED', withCheck(`,'QUEUED','ABORTED'`)],
      [
        ...['A whose CHECK list knows CANCELED and PENDING only', 'some', 'PENDING', 'CANCELED'],
        withCheck(`,'CANCELED','ABORTED'`),
      ],
      [
        'A whose CHECK list has no word for a cancelled job',
        'none',
        'QUEUED',
        'FAILED',
        withCheck(`,'QUEUED'`),
      ],
    ] as const
  ).map(([of, migrated, queued, cancelled, table]): Kind => {
    const version = of[0] as DatabaseVersion;
    return { name: `version ${of}`, version, migrated, words: [queued, cancelled], table };
  }),
];

const ended = { claim_time: 'C', end_time: 'E', completed_at: 'E' };
/** What each version's workers leave behind; a database leaves out what its CHECK list forbids. */
const rows: readonly NativeRow[] = [
  { ...{ status: 'FAILED', retry_count: 2, error_message: 'SchemaViolation' }, ...ended },
  { status: 'failed', retry_count: null, error_message: 'lower case', claim_time: 'C' },
  { status: 'ERROR', retry_count: 0 },
  { status: 'FAILED', error_message: 'Cancelled by user' },
  { status: 'QUEUED', retry_count: 1, error_message: 'timeout' },
  { status: 'PENDING' },
  { status: 'RUNNING', claim_time: 'C', worker_host: 'parse-01', worker_pid: 4711, worker_id: 'parse-01' },
  { status: 'STAGED', claim_time: 'C', items_processed: 12 },
  {
    ...{ status: 'RUNNING', claim_time: 'C', job_type: 'backtest' },
    backtest_data: '{"pass_rate": 0.5, "iteration": 3}',
  },
  { status: 'QUEUED', job_type: 'BACKTEST' },
  { status: 'COMPLETED', claim_time: 'C', end_time: 'E', completed_at: 'E' },
  { status: 'CANCELLED', end_time: 'E' },
  { status: 'ABORTED', end_time: 'E' },
  { status: 'SOMETHING_NEW' },
  { status: 'COMPLETED', completion_status: 'FAILED', claim_time: 'C', end_time: 'E', error_message: 'why' },
  { status: 'FAILED', completion_status: 'PARTIAL_SUCCESS', claim_time: 'C', end_time: 'E' },
  { status: 'FAILED', completion_status: 'ABORTED', claim_time: 'C', end_time: 'E' },
];

const times: Readonly<Record<DatabaseVersion, Readonly<Record<string, string | number>>>> = {
  A: { C: '2026-01-13 10:38:15', E: '2026-01-13 10:48:15' },
  B: { C: '2026-01-13T10:38:15.123456789+00:00', E: '2026-01-13T10:48:15.123456789+00:00' },
  C: { C: 1768300695123, E: 1768301295123 },
  D: { C: 1768300695123, E: 1768301295123 },
};
const notations: Readonly<Record<DatabaseVersion, RegExp>> = {
  A: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/,
  B: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$/,
  C: /^\d{13}$/,
  D: /^\d{13}$/,
};

/** Each action, the statuses that it may change, and what it makes of them. */
const meaning: Readonly<Record<Action, { from: readonly JobStatus[]; to: JobStatus }>> = {
  retry: { from: ['failed'], to: 'queued' },
  cancel: { from: ['queued', 'running'], to: 'cancelled' },
  stop: { from: ['running'], to: 'cancelled' },
};

async function make(kind: Kind): Promise<Queue> {
  const made = await queue([], kind);
  const { native } = made;
  if (kind.table !== undefined) {
    const [{ sql = '' } = {}] = await native.all(
      `SELECT sql FROM sqlite_schema WHERE name = 'cf_processing_queue'`,
    );
    const changed = kind.table(String(sql));
    expect(changed).not.toBe(sql);
    await native.exec('DROP TABLE cf_processing_queue');
    await native.exec(changed);
  }
  const columns = (await native.all(`SELECT name FROM pragma_table_info('cf_processing_queue')`)).map(
    ({ name }) => name,
  );
  for (const row of rows) {
    const known = Object.entries({ plugin_name: 'fix_parser', ...row })
      .filter(([column]) => columns.includes(column))
      .map(([column, value]) => [column, times[kind.version][String(value)] ?? value]);
    // What a version's CHECK list forbids, its workers don't write.
    await insert(native, 'cf_processing_queue', [Object.fromEntries(known)]).catch((error) =>
      expect(String(error)).toContain('CHECK'),
    );
  }
  return made;
}

function eligible(action: Action, job: Job): boolean {
  return meaning[action].from.includes(job.status) && (action !== 'stop' || job.type === 'backtest');
}

/** What ending a job sets; where no word means cancelled, its error does too. */
const setAtTheEnd = ['status', 'completion_status', 'end_time', 'completed_at', 'updated_at'];

/** Asks for the action on every job there is, and returns what became of the rows. */
async function act(action: Action, kind: Kind): Promise<readonly NativeRow[]> {
  const { native, ...of } = await make(kind);
  const before = await of.jobs();
  const rowsBefore = await of.rows();
  const wanted = [...before.values()].filter((job) => eligible(action, job)).map(({ id }) => id);
  const result = await of[action](...(await of.seen()));
  expect(result).toMatchObject({ kind: 'done', changed: wanted.length });

  const after = await of.jobs();
  const rowsAfter = await of.rows();
  for (const [index, row] of rowsAfter.entries()) {
    const id = String(row.id);
    if (!wanted.includes(id)) expect(row).toEqual(rowsBefore[index]);
    else expect([id, after.get(id)?.status]).toEqual([id, meaning[action].to]);
    const set = [...setAtTheEnd, kind.words[1] === 'FAILED' ? 'error_message' : 'backtest_data'];
    const rest = (of: NativeRow = {}) => Object.entries(of).filter(([column]) => !set.includes(column));
    if (action !== 'retry') expect(rest(row)).toEqual(rest(rowsBefore[index]));
  }
  if (result.kind !== 'done') throw new Error('unreachable');
  expect(result.movedOn.map(({ id, statusText }) => [id, statusText]).sort()).toEqual(
    [...before.values()]
      .filter(({ id }) => !wanted.includes(id))
      .map(({ id, statusText }) => [id, statusText])
      .sort(),
  );
  expect(await native.all('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  return rowsAfter.filter(({ id }) => wanted.includes(String(id)));
}

describe.each(kinds)('$name', (kind) => {
  it('retries failed jobs alone, whichever jobs and statuses it is asked for', async () => {
    const changed = await act('retry', kind);
    expect(changed.length).toBeGreaterThan(0);
    for (const row of changed) {
      expect(row.status).toMatch(new RegExp(`^${kind.words[0]}$`, 'i'));
      for (const column of ['completion_status', 'claim_time', 'end_time', 'completed_at', 'error_message'])
        expect([column, row[column] ?? null]).toEqual([column, null]);
    }
    expect(changed[0]).toMatchObject({ retry_count: 3 });
    for (const row of changed.filter(({ status }) => status === 'queued'))
      expect(row).toMatchObject({ retry_count: 1 });
  });

  it('cancels queued and running jobs alone, whichever jobs and statuses it is asked for', async () => {
    const changed = await act('cancel', kind);
    expect(changed.length).toBeGreaterThan(3);
    for (const row of changed) {
      expect(row.status).toBe(kind.words[1]);
      expect(String(row.end_time ?? row.completed_at)).toMatch(notations[kind.version]);
    }
    expect(changed.some((row) => row.worker_host === 'parse-01' || row.worker_id === 'parse-01')).toBe(true);
  });

  it('stops running backtests alone, whichever jobs and statuses it is asked for', async () => {
    const changed = await act('stop', kind);
    expect(changed).toHaveLength(kind.migrated === 'none' ? 0 : 1);
    for (const row of changed) {
      expect(row.status).toBe(kind.words[1]);
      if ('backtest_data' in row)
        expect(JSON.parse(String(row.backtest_data))).toEqual({
          ...{ pass_rate: 0.5, iteration: 3, termination_reason: 'UserStopped' },
        });
    }
  });
});
