import { join } from 'node:path';
import { expect } from '@jest/globals';
import { Performer } from '../../actions/performer.js';
import { type Additions, type DatabaseVersion, tablesOf } from '../../support/database-versions.js';
import { readSql } from '../../support/databases.js';
import { needs } from '../../support/needs.js';
import { type Layout, layouts } from '../../support/postgres-partitions.js';
import type { TimeNotation } from '../../support/postgres-tables.js';
import { shared } from '../../support/shared.js';
import { sharedServer } from '../../support/shared-server.js';
import { testFolder } from '../../support/test-folder.js';
import { now, readersOfSame } from '../same-rows.js';
import { scene } from '../scene.js';
import { differing, jobsOf, seen } from './same-jobs.js';
import { done, writeTo } from './write-to.js';

const { describe, it } = needs('postgres');

const server = sharedServer();
const performer = shared(async () => new Performer());

const cases: readonly (readonly [DatabaseVersion, Additions, TimeNotation, Layout | 'one table'])[] = [
  ['A', 'none', 'as-in-sqlite', 'one table'],
  ['B', 'all', 'as-in-sqlite', 'one table'],
  ['C', 'none', 'as-in-sqlite', 'one table'],
  ['C', 'all', 'text', 'one table'],
  ['D', 'all', 'as-in-sqlite', 'one table'],
  ['D', 'all', 'timestamptz', 'one table'],
  ...layouts.map((layout) => ['D', 'all', 'as-in-sqlite', layout] as const),
];

describe('an action on a queue in PostgreSQL', () => {
  it.each(cases)(
    'changes rows as in SQLite: version %s, additions: %s, times: %s, in %s',
    async (version, migrated, times, layout) => {
      const schema = `q_${version}_${times}_${layout}`.toLowerCase().replace(/[- ]/g, '_');
      const folder = testFolder();
      const path = join(folder, 'queue.db');
      const rows = inEachColumn(scene(migrated === 'all'), version, migrated);
      const tables = { version, migrated, times, schema, ...(layout !== 'one table' && { layout }) };
      const noted = times === 'as-in-sqlite' ? rows : inText(rows, times);
      const { file, there } = await readersOfSame(folder, server, tables, noted);
      let [own, other] = [await jobsOf(file), await jobsOf(there)];
      for (const action of ['stop', 'cancel', 'retry'] as const) {
        const before = await exactRows(schema, migrated);
        const jobs = seen(other, action === 'retry');
        const { changed, written = [] } = await done(
          writeTo(server, { action, jobs, undoable: true }, { schema }),
        );
        expect([action, written.length]).toEqual([action, changed]);
        const undone = await done(writeTo(server, { action: 'undo', of: action, jobs: written }, { schema }));
        expect([action, undone.changed, undone.movedOn]).toEqual([action, changed, []]);
        expect([action, await exactRows(schema, migrated)]).toEqual([action, before]);
        const again = await done(writeTo(server, { action: 'undo', of: action, jobs: written }, { schema }));
        expect([action, again.changed]).toEqual([action, 0]);
      }
      for (const action of ['stop', 'cancel', 'retry', 'retry', 'cancel'] as const) {
        const here = await performer.perform({ action, path, jobs: seen(own, action === 'retry') });
        const result = await writeTo(server, { action, jobs: seen(other, action === 'retry') }, { schema });
        expect([action, result]).toEqual([action, here]);
        [own, other] = [await jobsOf(file), await jobsOf(there)];
        expect([action, differing(other, own)]).toEqual([action, []]);
        for (const table of ['cf_processing_queue', ...(migrated === 'all' ? ['cf_job_failures'] : [])])
          expect([action, await rowsThere(schema, table)]).toEqual([action, await rowsHere(path, table)]);
      }
    },
    60_000,
  );
});

/** The rows of a queue and of its failures, as the server writes their values. */
async function exactRows(schema: string, migrated: Additions): Promise<unknown> {
  const tables = ['cf_processing_queue', ...(migrated === 'all' ? ['cf_job_failures'] : [])];
  return server.with(async (client) => {
    const found: unknown[] = [];
    for (const table of tables)
      found.push(
        (await client.query(`SELECT it::text AS row FROM ${schema}.${table} AS it ORDER BY id`)).rows,
      );
    return found;
  });
}

async function rowsHere(path: string, table: string): Promise<unknown> {
  return plain(await readSql(path, `SELECT * FROM ${table} ORDER BY id`));
}

async function rowsThere(schema: string, table: string): Promise<unknown> {
  return server.with(async (client) =>
    plain((await client.query(`SELECT * FROM ${schema}.${table} ORDER BY id`)).rows),
  );
}

/** Rows as both databases tell them: numbers of 64 bits as such, and the present time as one. */
function plain(rows: readonly Readonly<Record<string, unknown>>[]): unknown {
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => {
        const text = value === null ? null : value instanceof Date ? value.toISOString() : String(value);
        const isNow =
          /^(\d{13}|2\d{3}-\d\d-\d\d[ T].*)$/.test(text ?? '') && timeOf(text ?? '') > now + 86_400_000;
        return [name, isNow ? 'now' : name === 'backtest_data' && text !== null ? JSON.parse(text) : text];
      }),
    ),
  );
}

function timeOf(text: string): number {
  return /^\d+$/.test(text) ? Number(text) : Date.parse(`${text.replace(' ', 'T').replace(/Z?$/, 'Z')}`);
}

type Rows = ReturnType<typeof scene>;

/** The times of a scene as text, or in a form that PostgreSQL's instants and SQLite's texts have in common. */
function inText(rows: Rows, times: TimeNotation): Rows {
  const isTime = /_at$|_time$/;
  const text = (at: number) => {
    const iso = new Date(at).toISOString();
    return times === 'text' ? iso.slice(0, 19).replace('T', ' ') : iso;
  };
  return Object.fromEntries(
    Object.entries(rows).map(([table, all]) => [
      table,
      all.map((row) =>
        Object.fromEntries(
          Object.entries(row).map(([name, value]) => [
            name,
            isTime.test(name) && typeof value === 'number' ? text(value) : value,
          ]),
        ),
      ),
    ]),
  );
}

/** A scene in the columns that a version has, with something in those of which a scene says nothing. */
function inEachColumn(rows: Rows, version: DatabaseVersion, migrated: Additions): Rows {
  const [queue = '', ...others] = tablesOf(version, migrated);
  const added = others.filter((statement) => statement.startsWith('ALTER'));
  const columns = [...[queue, ...added].join('\n').matchAll(/(\w+) (TEXT|INTEGER|BIGINT)/g)];
  const { cf_processing_queue: jobs = [], cf_job_failures: failures = [], ...beside } = rows;
  const filled = jobs.map((job) =>
    Object.fromEntries(
      columns.map(([, name = '', type]) => {
        const other = /_at$|_time$/.test(name) ? now - 60_000 : type === 'TEXT' ? `${name} ${job.id}` : 7;
        return [name, name in job ? (job[name] ?? null) : other];
      }),
    ),
  );
  const failed = migrated === 'all' && { cf_job_failures: failures };
  return { cf_processing_queue: filled, ...(version === 'D' && beside), ...failed };
}
