import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { CauseFilter } from '../../../lib/model/causes.js';
import { everyJob, type JobFilter, jobsOfParser, jobsOfWorker } from '../../../lib/model/filter.js';
import type { Job } from '../../../lib/model/job.js';
import { parserPeriods } from '../../../lib/model/panels/parsers.js';
import type { Anchor, Picture, PictureRequest } from '../../../lib/model/picture.js';
import {
  listedWorkersOf,
  onlyWorker,
  wantingWorkers,
  workerNameOf,
  workerPeriods,
  workerWanted,
} from '../../../lib/model/worker.js';
import { anyColumnSort, anySort } from '../../support/any-sort.js';
import { catalogue } from '../../support/database-versions.js';
import { expectSame } from '../../support/expect-same.js';
import { asOf, type QueueDatabase, wholeList } from '../queries/queue-database.js';
import { inTrouble } from '../queries/window-jobs.js';
import { type AnyQueue, anyQueue, makings, ofOneForm, queueOf } from './any-queue.js';
import type { AnyRow } from './any-row.js';
import { anyError } from './causes/any-error.js';
import { anyFilter, anySearch, besides, searchedExtras } from './search/any-search.js';

/** How many queues of one form there are in a run, how many runs, how many rows at most, and what more rows have. */
interface Trial {
  readonly queues: number;
  readonly runs?: number;
  readonly most?: number;
  readonly extras?: fc.Arbitrary<AnyRow>;
  readonly beside?: readonly string[];
}

type Check = (database: QueueDatabase, gen: fc.GeneratorValue, queue: AnyQueue) => void;

/** Has each case of a trial checked; other tables have rows, too, where the queue's rows have more. */
async function inAnyQueue(making: string, trial: Trial, check: Check): Promise<void> {
  const { queues, runs = 2, most, extras = fc.constant({}), beside } = trial;
  const any = ofOneForm(
    (form) =>
      anyQueue(making, form, most).chain((queue) => {
        const { length } = queue.after;
        const more = fc.array(extras, { minLength: length, maxLength: length });
        return fc.tuple(fc.constant(queue), more, trial.extras === undefined ? fc.constant([]) : besides);
      }),
    queues,
  );
  await fc.assert(
    fc.asyncProperty(any, fc.gen(), async (cases, gen) => {
      for (const [queue, more, others] of cases) {
        const after = queue.after.map((row, index) => ({ ...row, ...more[index] }));
        const database = await queueOf({ ...queue, after }, beside);
        try {
          for (const [table, row] of others) addUnlessThere(database, table, row);
          check(database, gen, { ...queue, after: [...after, ...others.map(([, row]) => row)] });
        } finally {
          database.close();
        }
      }
    }),
    { numRuns: runs, endOnFailure: true },
  );
}

type Beside = Parameters<QueueDatabase['add']>[0];

function addUnlessThere(database: QueueDatabase, table: string, row: Beside): void {
  if (!database.tables().has(table)) return;
  try {
    database.add(row, table);
  } catch (error) {
    if (!/UNIQUE/.test(String(error))) throw error;
  }
}

const secondsAround = (end: number) =>
  fc.integer({ min: -90, max: 90 }).map((seconds) => new Date(end + seconds * 1000).toISOString());

/** Ends around the instant that is asked for and around that of the picture, and absurd ones. */
const anyEnd = fc.oneof(
  secondsAround(asOf - 600_000),
  secondsAround(asOf),
  fc.constantFrom(null, '9999-12-31 23:59:59', '1970-01-01 00:00:00', 'never'),
);
const anyEnded = fc
  .tuple(anyError, anyEnd, fc.constantFrom(null, null, 'FAILED', 'CANCELLED', 'SUCCESS'))
  .map(([error, end_time, completion_status]) => ({ ...error, end_time, completion_status }));

/** Values in arguments: of every kind, some the same, some that are told apart by more than is compared. */
const anyValue = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    '',
    'b',
    'B',
    'ä',
    '😀',
    '\uffee',
    '42',
    [1, 'x'],
    { x: 1 },
    -0,
    0,
    42,
  ),
  fc.constantFrom<unknown>(4.2, -1e300, 2 ** 53, -3, ...['x', 'y', 'Y'].map((last) => 'é'.repeat(63) + last)),
  fc.constantFrom('z', 'Z').map((last) => 'é'.repeat(64) + last),
);
const anyGiven = fc
  .oneof(
    fc.tuple(anyValue, anyValue).map(([user, item]) => JSON.stringify({ user, items: [item] })),
    fc.constantFrom(
      '{"user":9007199254740993}',
      '{"user":9007199254740992}',
      '{"user":1e999}',
      '{"user":1.0}',
    ),
    fc.constantFrom('{"user":"a\\u0000b"}', '{"user":123456789012345678901}', '{broken', null),
  )
  .map((config_overrides) => ({ config_overrides }));

/** What a list says of the jobs that pass. */
const listed = ({
  failedMatching,
  found,
  listedWorkers,
  rows,
  window: { first, matching, jobs },
}: Picture) => ({
  ...{ failedMatching, found, listedWorkers, rows, first, matching },
  ids: jobs.map(({ id }) => id),
});

/** What rows hold as texts, and names with versions as the list shows them. */
function textsOf(rows: readonly AnyRow[]): readonly string[] {
  return rows.flatMap((row) => [
    ...Object.values(row).flatMap((value) =>
      typeof value === 'string' && !value.includes('\ud800') ? [value.slice(-2000)] : [],
    ),
    `${row.plugin_name} v${row.plugin_version ?? row.parser_version}`,
  ]);
}

const anyAnchor = (ids: readonly string[]): fc.Arbitrary<Anchor> => {
  const from = fc.record({ id: fc.constantFrom(null, ...ids), index: fc.nat(12) });
  return fc.oneof(
    from.map(({ id, index }) =>
      id === null ? ({ kind: 'index', index } as const) : ({ kind: 'job', id, index } as const),
    ),
    fc.constant<Anchor>({ kind: 'last' }),
    fc.record({
      ...{ kind: fc.constant('match' as const), text: fc.constantFrom('fix', 'e', '1', 'x'), from },
      ...{ direction: fc.constantFrom('forward' as const, 'backward' as const), inclusive: fc.boolean() },
    }),
    fc.record({
      kind: fc.constant('new' as const),
      since: fc.constantFrom(0, asOf - 600_000),
      from,
      seen: fc.subarray([...ids]),
    }),
  );
};

const someStatuses = fc.constantFrom(
  null,
  null,
  ['gone', 'complete', 'failed'] as const,
  ['silent', 'queued', 'cancelled'] as const,
);

/** The jobs that have a name once it is decoded: SQL tells names apart that only differ in what isn't text. */
function named({ window: { jobs } }: Picture, { worker, parser }: JobFilter): readonly Job[] {
  const isWanted = worker === undefined ? null : wantingWorkers(worker);
  return jobs.filter(({ name, workerHost, workerPid }) => {
    const by = workerNameOf(workerHost, workerPid);
    return (isWanted === null || (by !== null && isWanted(by))) && (parser === undefined || name === parser);
  });
}

/** The workers of some jobs, where a filter asks for a part of their names. */
function workersOf(jobs: readonly Job[], { worker }: JobFilter) {
  if (worker === undefined || workerWanted(worker).kind === 'name') return undefined;
  return listedWorkersOf(
    jobs.flatMap(({ workerHost, workerPid }) => workerNameOf(workerHost, workerPid) ?? []),
  );
}

describe.each(Object.keys(makings))('the index of a queue of the making %s', (making) => {
  it('has the causes that SQL finds', () =>
    inAnyQueue(making, { queues: 3, extras: anyError }, (database, gen) => {
      const request: PictureRequest = { ...wholeList, filter: everyJob, causes: { sampleOf: null } };
      const told = database.bySql(request).causes;
      expectSame(database.byIndex(request).causes, told);
      for (const { key, text, count } of told?.groups.slice(0, 4) ?? []) {
        const cause: CauseFilter = gen(() =>
          fc.constantFrom({ key, text }, { key: null, text: text.slice(0, 9) }, { key: null, text: key }),
        );
        const filter = { ...everyJob, cause };
        const list: PictureRequest = { ...wholeList, filter, rows: filter };
        const whole = database.bySql(list);
        if (cause.key !== null) expect(whole.window.matching).toBe(count);
        expectSame(listed(database.byIndex(list)), listed(whole));
      }
    }));

  it('has the parsers that SQL finds', async () => {
    let runs = 0;
    await inAnyQueue(making, { queues: 5, most: 40 }, (database, gen) => {
      const periodMs = gen(() => fc.constantFrom(...parserPeriods));
      // One has jobs, perhaps, and the other has none.
      const paused = `INSERT INTO cf_parser_health (parser_name, consecutive_failures, last_failure_reason, paused_at)
        VALUES ('fix_parser', 5, 'disk full', 1768299000000), ('nobody', 3, NULL, 1768299000)`;
      if (database.tables().has('cf_parser_health')) database.run(paused);
      const request: PictureRequest = { ...wholeList, filter: everyJob, parsers: { periodMs, of: null } };
      const told = database.bySql(request).parsers;
      expectSame(database.byIndex(request).parsers, told);
      for (const { name, done, failed, retriable } of told?.rows ?? []) {
        runs += done + failed;
        // SQL knows no name that isn't text.
        if (name.includes('\ufffd')) continue;
        const filter = { ...jobsOfParser(name, null), statuses: ['failed' as const] };
        expect(database.byIndex({ ...wholeList, filter }).failedMatching).toBe(retriable);
      }
    });
    expect(runs).toBeGreaterThan(0);
  });

  it('finds the matches of a search that SQL finds', () =>
    inAnyQueue(
      making,
      { queues: 4, runs: 3, extras: searchedExtras, beside: catalogue },
      (database, gen, { before, after }) => {
        const ids = database
          .all('SELECT CAST(id AS TEXT) AS id FROM cf_processing_queue')
          .map(({ id }) => String(id));
        const texts = textsOf([...before, ...after]);
        for (let count = 0; count < 5; count += 1) {
          const anchor = gen(anySearch, texts, ids);
          const request = { ...wholeList, anchor, filter: gen(anyFilter, texts, ids), before: 1, after: 2 };
          expectSame(listed(database.byIndex(request)), listed(database.bySql(request)));
        }
      },
    ));

  it('lists jobs in any order as SQL does', async () => {
    await inAnyQueue(making, { queues: 3, most: 25, extras: anyGiven }, (database, gen) => {
      // SQL tells names apart that only differ in what isn't text.
      const strange = database
        .bySql(wholeList, inTrouble)
        .window.jobs.some((each) => /[\0\ufffd]/.test(`${each.name}${each.workerHost}`));
      for (let count = 0; count < 5; count += 1) {
        const isWanted = ({ by }: { readonly by: string }) => !strange || (by !== 'name' && by !== 'worker');
        const sort = gen(() => fc.oneof(anySort, anyColumnSort).filter(isWanted));
        const same = (request: PictureRequest) => {
          const told = database.bySql(request, inTrouble);
          expectSame({ sort, ...listed(database.byIndex(request, inTrouble)) }, { sort, ...listed(told) });
          return listed(told).ids;
        };
        const filter = { ...wholeList.filter, statuses: gen(() => someStatuses) };
        const whole: PictureRequest = { ...wholeList, filter, sort };
        same({ ...whole, anchor: gen(anyAnchor, same(whole)), before: 2, after: 3 });
      }
    });
  }, 120_000);

  it('has what ended since an instant, and the next new jobs, as SQL has them', () =>
    inAnyQueue(making, { queues: 3, extras: anyEnded }, (database, gen) => {
      const causes = { ...wholeList, filter: everyJob, causes: { sampleOf: null } };
      const groups = database.bySql(causes).causes?.groups ?? [];
      const at = gen(() => fc.constantFrom(asOf - 600_000, asOf - 601_000, asOf, 0));
      const knownCauses = gen(() => fc.subarray(groups.map(({ key }) => key)));
      const request: PictureRequest = { ...wholeList, filter: everyJob, since: { at, knownCauses } };
      expectSame(database.byIndex(request).since, database.bySql(request).since);
      const samples = groups.map(({ sample }) => sample);
      for (let step = 0; step < 4; step += 1) {
        const from = gen(() =>
          fc.record({ id: fc.option(fc.constantFrom(...samples, '0')), index: fc.nat(14) }),
        );
        const anchor: Anchor = { kind: 'new', since: at, from, seen: gen(() => fc.subarray(samples)) };
        const statuses = gen(() => fc.constantFrom(null, null, ['complete' as const], ['failed' as const]));
        const list: PictureRequest = { ...request, filter: { ...everyJob, statuses }, anchor };
        const part = { ...list, before: 1, after: 2 };
        expectSame(listed(database.byIndex(part)), listed(database.bySql(part)));
      }
    }));

  it('has the pace that SQL has', () =>
    inAnyQueue(making, { queues: 3, runs: 10 }, (database) => {
      const request = { ...wholeList, after: 0, pace: { atHand: null } };
      expectSame(database.byIndex(request).pace, database.bySql(request).pace);
    }));

  it('has the workers that SQL finds', async () => {
    const filters = { compared: 0, skipped: 0 };
    await inAnyQueue(making, { queues: 5, most: 40 }, (database, gen) => {
      const workers = { periodMs: gen(() => fc.constantFrom(...workerPeriods)), of: null, jobs: 0 };
      const request: PictureRequest = { ...wholeList, filter: everyJob, workers };
      const told = database.bySql(request);
      expectSame(database.byIndex(request).workers, told.workers);
      const names = told.workers?.rows.slice(0, 3).map(({ name }) => name) ?? [];
      // In another case, without its first and its last letter.
      const parts = names.map((name) => [...name].slice(1, -1).join('').toUpperCase());
      const parsers = new Set(told.window.jobs.map(({ name }) => name));
      for (const some of [
        ...names.map((name) => ({ worker: onlyWorker(name) })),
        ...parts.filter((part) => part !== '' && !part.startsWith('=')).map((worker) => ({ worker })),
        ...[...parsers].slice(0, 3).map((parser) => ({ parser })),
      ]) {
        const filter: JobFilter = { ...everyJob, ...some };
        const whole = database.bySql({ ...wholeList, filter });
        const found = database.byIndex({ ...wholeList, filter });
        expect(found.window.matching).toBe(named(told, filter).length);
        expect(found.listedWorkers).toEqual(workersOf(found.window.jobs, filter));
        if (whole.window.matching < found.window.matching) {
          filters.skipped += 1;
          continue;
        }
        filters.compared += 1;
        expectSame(listed(found), listed(whole));
        if (filter.worker === undefined) continue;
        const list = { ...wholeList, filter: { ...jobsOfWorker('', null), worker: filter.worker } };
        expectSame(listed(database.byIndex(list)), listed(database.bySql(list)));
      }
    });
    expect(filters.compared).toBeGreaterThan(5 * filters.skipped);
  });
});
