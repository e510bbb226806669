import { expect } from '@jest/globals';
import type { Client } from 'pg';
import type { MirrorPace } from '../../lib/postgres/mirror/mirror-pace.js';
import { eventually } from '../support/eventually.js';
import { needs } from '../support/needs.js';
import { sharedServer } from '../support/shared-server.js';
import { linkTo } from './link/link-to.js';
import { MeddledLink } from './meddled-link.js';
import { readerOf } from './same-rows.js';

const { describe, it } = needs('postgres');

const jobs = 30_000;
const server = sharedServer({
  tables: { version: 'D' },
  statements: [
    `INSERT INTO cf_processing_queue (plugin_name, status) SELECT 'parser', 'COMPLETED' FROM generate_series(1, ${jobs})`,
  ],
});

/** What a vacuum of the queue says of the versions of rows that it could not remove. */
async function leftBy(client: Client): Promise<number> {
  let left = Number.NaN;
  const hear = ({ message }: { readonly message?: string | undefined }) => {
    const said = /(\d+) are dead but not yet removable/.exec(message ?? '');
    if (said !== null) left = Number(said[1]);
  };
  client.on('notice', hear);
  await client.query('VACUUM (VERBOSE, INDEX_CLEANUP OFF) cf_processing_queue');
  client.off('notice', hear);
  return left;
}

/** Transactions of the dashboard because of which a vacuum has to leave what they may see. */
const open = `SELECT FROM pg_stat_activity WHERE application_name = 'jobs-view' AND backend_xmin IS NOT NULL`;

describe('A vacuum beside the first reading of a queue', () => {
  it('can remove every dead row between two transactions of the reading', async () => {
    // A server that seems to work for 20 ms on each step.
    let spent = 0;
    const link = new MeddledLink(linkTo(server));
    link.spent = () => (spent += 20);
    const pace: MirrorPace = { rowsAtOnce: 1000, stepsAtOnce: 1, stepsEach: 2, fillingMs: 100 };
    const { database } = readerOf(server, 'public', { pace, link: link.asLink });
    await server.with(async (client) => {
      let isWhole = false;
      let reads = 0;
      for (; !isWhole; reads += 1) {
        const reading = await database.read((tables) =>
          tables.all('SELECT count(*) AS jobs FROM cf_processing_queue'),
        );
        if (reading.kind === 'problem') throw new Error(reading.problem.sentence);
        isWhole = Number(reading.value[0]?.jobs) === jobs;
        await client.query(`UPDATE cf_processing_queue SET retry_count = retry_count + 1 WHERE id = 7`);
        // Nobody waits for the end of a transaction to be answered.
        await eventually(async () => (await client.query(open)).rowCount === 0, 'a transaction stays open');
        expect([reads, await leftBy(client)]).toEqual([reads, 0]);
      }
      // Thirty ranges, and no more of them in one transaction than its time allows.
      expect(reads).toBeGreaterThan(4);
    });
  });
});
