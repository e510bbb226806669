import { expect } from '@jest/globals';
import { PostgresFailure } from '../../lib/postgres/link/server-connection.js';
import type { ServerInstant } from '../../lib/postgres/link/server-link.js';
import { needs } from '../support/needs.js';
import { sharedServer } from '../support/shared-server.js';
import { linkTo } from './link/link-to.js';
import { MeddledLink } from './meddled-link.js';
import { counted, readerOf } from './same-rows.js';

const { describe, it } = needs('postgres');

const server = sharedServer();

const queue = 'cf_processing_queue';
const megabyte = 1_000_000;

/** A queue of some jobs whose texts have a size, and what is counted there. */
async function largeQueue(jobs: number, size: number, steady = () => performance.now()) {
  const { schema, run } = await server.queue(
    { version: 'D' },
    `INSERT INTO ${queue} (status, plugin_name, error_message)
     SELECT 'FAILED', 'p', repeat('x', ${size}) FROM generate_series(1, ${jobs})`,
  );
  const link = new MeddledLink(linkTo(server, { schema }, { steady }));
  const { reader, database } = readerOf(server, schema, { link: link.asLink });
  const sizes = async () => {
    const text = `SELECT length(error_message) AS size, count(*) AS jobs FROM ${queue} GROUP BY 1 ORDER BY 1`;
    const reading = await database.read((tables) => tables.all(text));
    return reading.kind === 'value'
      ? reading.value.map((row) => [Number(row.size), Number(row.jobs)])
      : reading.problem;
  };
  return { run, link, counted: () => counted(reader), sizes };
}

/** How many jobs a copy may bring at most; null for all else. */
function mostOf(statement: string): number | null {
  const [, most] = /FROM cf_processing_queue.*LIMIT '(\d+)'/s.exec(statement) ?? [];
  return most === undefined ? null : Number(most);
}

describe('A queue whose jobs have very large texts', () => {
  it('is read in ranges of few jobs, and of many where texts are small again', async () => {
    // How much is read at once depends on sizes here, and not on how long a busy machine takes.
    const { run, link, counted, sizes } = await largeQueue(90, megabyte, () => 0);
    let now: ServerInstant | null = null;
    link.instant = (instant) => {
      now = instant;
      return {};
    };
    await run(
      `INSERT INTO ${queue} (status, plugin_name) SELECT 'COMPLETED', 'p' FROM generate_series(1, 2000)`,
    );
    const copies: number[] = [];
    link.before = async (statement) => {
      const most = mostOf(statement);
      if (most === null) return;
      copies.push(most);
      await now?.rows('SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0');
    };
    expect(await counted()).toMatchObject({ counts: { failed: 90, complete: 2000 } });
    expect(await sizes()).toContainEqual([megabyte, 90]);
    const smallest = Math.min(...copies);
    // Some 16 MB, and one more.
    expect(smallest).toBe(17);
    expect([...new Set(copies)].indexOf(smallest)).toBe(4);
    expect(Math.max(...copies.slice(copies.indexOf(smallest)))).toBeGreaterThan(5 * smallest);
  }, 60_000);

  it('is followed when 90 jobs get large texts at once', async () => {
    const { run, counted, sizes } = await largeQueue(90, 10);
    expect(await counted()).toMatchObject({ counts: { failed: 90 } });
    await run(`UPDATE ${queue} SET error_message = repeat('y', ${megabyte})`);
    expect(await counted()).toMatchObject({ counts: { failed: 90 } });
    expect(await sizes()).toEqual([[megabyte, 90]]);
  }, 60_000);

  it('is read though only a few of its jobs can be read in time', async () => {
    const { run, link, counted } = await largeQueue(100, 10);
    const asked: number[] = [];
    let firsts = 0;
    link.before = async (statement) => {
      const most = mostOf(statement);
      if (most !== null) asked.push(most - 1);
      if (/ORDER BY it.id DESC/.test(statement)) firsts += 1;
      const isFirst = /ORDER BY it.id DESC/.test(statement) && firsts < 4;
      if (isFirst || (most ?? 0) > 60) throw new PostgresFailure({ kind: 'too-slow' });
    };
    expect(await counted()).toMatchObject({ counts: { failed: 100 } });
    expect([...new Set(asked)].slice(0, 5)).toEqual([10_000, 1250, 156, 19, 24]);
    // Twice: in the hope that nothing has to be shown before all is there, and after that.
    expect(asked.filter((most) => most === 10_000)).toHaveLength(2);
    // At first all was read at once, and at last none is read before all is.
    expect(firsts).toBe(2);
    await run(`DELETE FROM ${queue} WHERE id > 50`);
    expect(await counted()).toMatchObject({ counts: { failed: 50 } });
  });

  it('is a problem only where a single job takes too long', async () => {
    const { link, counted } = await largeQueue(3, 10);
    link.before = async (statement) => {
      if (mostOf(statement) !== null) throw new PostgresFailure({ kind: 'too-slow' });
    };
    expect(await counted()).toContain('took too long');
  });
});
