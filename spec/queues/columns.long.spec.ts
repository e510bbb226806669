import { afterEach, expect } from '@jest/globals';
import { Logger, makeWorkerUtils, runOnce } from 'graphile-worker';
import PgBoss from 'pg-boss';
import { filterTyped } from '../../lib/model/filter/filter-text.js';
import { everyJob } from '../../lib/model/filter.js';
import { sortIn } from '../../lib/model/sort.js';
import { runInside } from '../end-to-end/inside.js';
import { readerOf, readWhole } from '../postgres/same-rows.js';
import { needs } from '../support/needs.js';
import { sharedServer } from '../support/shared-server.js';
import { all } from './contract.js';

const { describe, it } = needs('postgres');

/** What a job is given: numbers, texts, lists or nothing. */
const given = (n: number) => ({
  n,
  user: [n, String(n), `Ada ${n % 5}`, `ada ${n % 3}`, [n % 4, 'x'], null, true][n % 7],
});
const numbers = Array.from({ length: 60 }, (_, n) => n);
const late = { n: 1000, user: 0.5, more: 'x'.repeat(9000) };

interface Project {
  /** Makes jobs by the project's own program; returns steps by which it changes them. */
  readonly fill: (url: string) => Promise<readonly (() => Promise<unknown>)[]>;
  /** Its table of jobs, and there what a job was given; `times`: columns that are to lie hours back. */
  readonly table: string;
  readonly args: string;
  readonly times: readonly string[];
  /** What {@link filters} call `id`, `retries`, `rank` (as its status puts it in the list), `began`, `ended` and `queued`. */
  readonly columns: string;
}

const failure = new Error('no price');
const ends: (() => Promise<unknown>)[] = [];

const projects: Readonly<Record<string, Project>> = {
  boss: {
    fill: async (url) => {
      const boss = new PgBoss({ connectionString: url, supervise: false, schedule: false });
      boss.on('error', () => {});
      await boss.start();
      ends.push(() => boss.stop({ graceful: false, wait: true }));
      await boss.createQueue('mail');
      const name = 'mail';
      await boss.insert(numbers.map((n) => ({ name, data: given(n), priority: n % 4, retryLimit: n % 3 })));
      const take = async (batchSize: number) =>
        (await boss.fetch<object>('mail', { batchSize })).map(({ id }) => id);
      const fail = async (count: number) => {
        for (const id of await take(count)) await boss.fail('mail', id, failure);
      };
      await boss.complete('mail', await take(10));
      await fail(20);
      await boss.cancel('mail', (await take(5)).slice(0, 1));
      return [
        async () => boss.complete('mail', await take(3)),
        () => fail(9),
        async () => boss.deleteJob('mail', await take(2)),
        () => boss.send('mail', late, { priority: 9 }),
      ];
    },
    table: 'pgboss.job',
    args: 'data',
    times: ['created_on', 'started_on', 'completed_on'],
    columns: `id::text AS id,
      retry_count + (state < 'active' AND started_on IS NOT NULL)::int AS retries, started_on AS began, completed_on AS ended, created_on AS queued,
      CASE state WHEN 'failed' THEN 0 WHEN 'active' THEN 1 WHEN 'created' THEN 2 WHEN 'retry' THEN 2 ELSE 3 END AS rank`,
  },
  graphile: {
    fill: async (url) => {
      const options = { connectionString: url, logger: new Logger(() => () => {}) };
      const utils = await makeWorkerUtils(options);
      ends.push(async () => utils.release());
      await utils.migrate();
      const add = (n: number, payload: object, priority: number) =>
        utils.addJob(n % 3 === 0 ? 'bad' : 'rest', payload, {
          ...{ jobKey: `job ${n}`, maxAttempts: 1 + (n % 2), priority },
        });
      for (const n of numbers) await add(n, given(n), n % 4);
      await runOnce({ ...options, taskList: { bad: () => Promise.reject(failure) }, noHandleSignals: true });
      return [
        () => utils.completeJobs(['5', '6']),
        () => utils.permanentlyFailJobs(['8', '11'], 'no price'),
        () => utils.rescheduleJobs(['14', '17', '20'], { attempts: 2, priority: 8 }),
        () => add(1, late, 9),
      ];
    },
    table: 'graphile_worker._private_jobs',
    args: 'payload',
    times: ['created_at', 'updated_at'],
    columns: `id::text AS id, CASE WHEN attempts < max_attempts THEN attempts ELSE GREATEST(attempts - 1, 0) END AS retries, NULL::timestamptz AS began, created_at AS queued,
      CASE WHEN attempts >= max_attempts THEN updated_at END AS ended, CASE WHEN attempts >= max_attempts THEN 0 ELSE 2 END AS rank`,
  },
};

/** What lists are sorted by, as the JSON that is compared. */
const orders = {
  retries: 'to_jsonb(retries)',
  priority: 'to_jsonb(priority)',
  'args.n': "args->'n'",
  'args.user': "args->'user'",
};

/** Filters as they are typed, and as SQL; `at` is a second of UTC. */
const filters = (at: string): Readonly<Record<string, string>> => ({
  'args.n>20 args.n<30': "(args->>'n')::int BETWEEN 21 AND 29",
  'args.user:"Ada 2"': "args->>'user' = 'Ada 2'",
  'args.user:x': `args->'user' @> '["x"]'`,
  'args.user:""': "args->>'user' IS NULL",
  'retries:0 priority<1': 'retries = 0 AND priority < 1',
  'status:failed args.n>10': "rank = 0 AND (args->>'n')::int > 10",
  [`since:"${at}"`]: `COALESCE(ended, began, queued) >= '${at}Z'`,
  [`until:"${at}" args.n<50`]: `COALESCE(ended, began, queued) <= '${at}Z' AND (args->>'n')::int < 50`,
  'took>90m': "rank <> 2 AND COALESCE(ended, now()) - began > interval '90 minutes'",
});

const endings = { '': 'DESC', ':reverse': 'ASC', ':mixed': 'DESC', ':reverse:mixed': 'ASC' };

describe('the list of a queue that its own project fills', () => {
  const server = sharedServer({ tcp: true });
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
  });

  it.each(Object.entries(projects))(
    'is sorted and filtered by columns and arguments as its server does it, before and after jobs change: %s',
    async (database, { fill, table, args, times, columns }) => {
      await server.run(`CREATE DATABASE ${database} TEMPLATE postgres`);
      const url = `postgres://owner@127.0.0.1:${server.port}/${database}`;
      const steps = await fill(url);
      const at = new Date(Date.now() - 20.5 * 3_600_000).toISOString().slice(0, 19);
      const { reader } = readerOf(server, 'public', { database, clock: Date.now });
      type Show = (typed: string, by?: string) => Promise<readonly string[]>;
      const read: Show = async (typed, by = 'time') => {
        const filter = { ...everyJob, ...filterTyped(typed, undefined) };
        const sort = sortIn(by);
        const result = await readWhole(reader, { ...all, filter, ...(sort && { sort }) });
        if (result.kind === 'problem') throw new Error(result.problem.sentence);
        return result.picture.window.jobs.map(({ id }) => id);
      };
      const print: Show = async (typed, by = 'time') => {
        const { out } = await runInside(['--json', url, '--where', typed || 'priority>-1', '--sort', by]);
        return (JSON.parse(out) as { jobs: { id: string }[] }).jobs.map(({ id }) => String(id));
      };
      const asked = (text: string): Promise<readonly (readonly unknown[])[]> =>
        server.with(async (client) => (await client.query({ text, rowMode: 'array' })).rows, {
          ...server.owner,
          database,
        });
      const back = times.map(
        (time) =>
          `${time} = ${time} - (${args}->>'n')::int * interval '${time === 'started_on' ? 2 : 1} hours'`,
      );
      await asked(`UPDATE ${table} SET ${back.join(', ')}`);
      const jobs = `(SELECT priority, ${args}::jsonb AS args, ${columns} FROM ${table}) AS job`;
      const expectSame = async (step: number, show: Show) => {
        for (const [by, compared] of Object.entries(orders))
          for (const [ending, way] of Object.entries(endings)) {
            // Numbers come before texts, which are compared without their case, and what has no value last.
            const value = `CASE jsonb_typeof(${compared}) WHEN 'null' THEN NULL WHEN 'number' THEN ${compared}
                  ELSE to_jsonb(lower(replace(trim('"' FROM (${compared})::text), ', ', ','))) END`;
            const rows = await asked(
              `SELECT id, place, value FROM (SELECT *, ${value} AS value, ${ending.includes('mixed') ? 0 : 'rank'} AS place FROM ${jobs}) AS job
                 ORDER BY place, value IS NULL, jsonb_typeof(value) ${way},
                   CASE jsonb_typeof(value) WHEN 'number' THEN value::numeric END ${way}, value #>> '{}' COLLATE "C" ${way}`,
            );
            const keys = new Map(rows.map(([id, ...key]) => [id, key]));
            const shown = await show('', by + ending);
            const about = [step, by + ending, new Set(shown).size, shown.map((id) => keys.get(id))];
            expect(about).toEqual([step, by + ending, keys.size, [...keys.values()]]);
          }
        for (const [typed, condition] of Object.entries(filters(at))) {
          const rows = await asked(`SELECT id FROM ${jobs} WHERE ${condition}`);
          const about = [step, typed, [...(await show(typed))].sort()];
          expect(about).toEqual([step, typed, rows.flat().sort()]);
        }
        await show('');
      };
      await read('');
      for (const [index, step] of [async () => {}, ...steps].entries()) {
        await step();
        await expectSame(index, read);
      }
      await expectSame(-1, (typed, by) =>
        `${typed} ${by}`.includes('args.user') ? print(typed, by) : read(typed, by),
      );
    },
    60_000,
  );
});
