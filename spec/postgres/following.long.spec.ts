import { expect } from '@jest/globals';
import { readShape } from '../../lib/snapshot/tables/database-shape.js';
import { eventually } from '../support/eventually.js';
import { needs } from '../support/needs.js';
import { sharedServer } from '../support/shared-server.js';
import { countedPicture, readerOf } from './same-rows.js';

const { describe, it } = needs('postgres');

const server = sharedServer();

describe('A mirror beside transactions', () => {
  it('shows nothing of an open transaction, and all of it afterwards, in whatever order they end', async () => {
    const there = await server.queue(
      { version: 'D' },
      `INSERT INTO cf_processing_queue (status) SELECT CASE i % 4 WHEN 0 THEN 'FAILED' ELSE 'QUEUED' END
       FROM generate_series(1, 8) i`,
    );
    const { reader } = readerOf(server, there.schema);
    const failed = async () => (await countedPicture(reader)).counts?.failed;
    expect(await failed()).toBe(2);
    await there.with((one) =>
      there.with(async (other) => {
        for (const [client, at] of [
          [one, 2],
          [other, 3],
        ] as const) {
          await client.query('BEGIN');
          await client.query(`UPDATE cf_processing_queue SET status = 'FAILED' WHERE id = ${at}`);
        }
        expect(await failed()).toBe(2);
        await other.query('COMMIT');
        expect(await failed()).toBe(3);
        // Its number is older than what was seen last.
        await one.query('COMMIT');
        expect(await failed()).toBe(4);
      }),
    );
  });
});

describe('A mirror of a server that crashes and recovers', () => {
  // What is committed stays in memory for a while, unless somebody writes more.
  const fragile = sharedServer({
    settings: ['synchronous_commit=off', 'wal_writer_delay=10s', 'bgwriter_delay=10s'],
    tables: { version: 'D' },
  });

  it('shows nothing of a commit that was lost, even if its number comes again', async () => {
    await fragile.run(
      `INSERT INTO cf_processing_queue (id, plugin_name, status) VALUES (1, 'kept', 'QUEUED'), (2, 'kept', 'QUEUED')`,
      'CHECKPOINT',
    );
    const { database } = readerOf(fragile, 'public');
    const names = async () => {
      const reading = await database.read((tables, walkQueue) => {
        walkQueue(readShape(tables))?.queue();
        return tables.all('SELECT plugin_name AS name FROM cf_processing_queue ORDER BY id');
      });
      return reading.kind === 'value' ? reading.value.map(({ name }) => name) : reading.problem.sentence;
    };
    expect(await names()).toEqual(['kept', 'kept']);
    await fragile.with(async (client) => {
      // Whoever writes it to disk wakes at any moment.
      const text = `SELECT pid FROM pg_stat_activity WHERE backend_type = 'walwriter'`;
      const { pid } = (await client.query(text)).rows[0];
      process.kill(pid, 'SIGSTOP');
      await client.query(`UPDATE cf_processing_queue SET plugin_name = 'lost' WHERE id = 1`);
      expect(await names()).toEqual(['lost', 'kept']);
      // The server ends all connections, and begins again from what is on its disk, in the same process.
      process.kill(pid, 'SIGKILL');
      await new Promise((resolve) => client.once('end', resolve));
    });
    await eventually(
      async () => (await names()).toString() === 'kept,kept',
      async () => `there is ${await names()}`,
    );
    await fragile.run(`UPDATE cf_processing_queue SET plugin_name = 'other' WHERE id = 2`);
    expect(await names()).toEqual(['kept', 'other']);
  });
});
