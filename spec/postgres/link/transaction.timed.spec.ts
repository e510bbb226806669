import { expect } from '@jest/globals';
import { transactionMs } from '../../../lib/postgres/link/server-link.js';
import { eventually } from '../../support/eventually.js';
import { needs } from '../../support/needs.js';
import { sharedServer } from '../../support/shared-server.js';
import { linkTo } from './link-to.js';

const { describe, it } = needs('postgres');

const server = sharedServer();

/** Our connections, as the server sees them. */
const seen = () =>
  server.run(`SELECT state, xact_start IS NOT NULL AS in_transaction, backend_xmin IS NOT NULL AS holds
    FROM pg_stat_activity WHERE application_name = 'jobs-view'`);

describe('A link in trouble', () => {
  it('is over within the time of a transaction if a statement takes too long', async () => {
    const link = linkTo(server);
    const began = performance.now();
    const told = await link.read(async (instant) => {
      await instant.rows('SELECT pg_sleep(0.9)');
      await instant.rows('SELECT pg_sleep(5)');
    });
    expect(told).toEqual({ kind: 'trouble', trouble: { kind: 'too-slow' } });
    expect(performance.now() - began).toBeLessThan(transactionMs + 500);
    await eventually(
      async () => (await seen()).every(([state]) => state === 'idle'),
      async () => JSON.stringify(await seen()),
    );
    expect(await seen()).toEqual([['idle', false, false]]);
    expect(await link.read((instant) => instant.rows('SELECT 1'))).toMatchObject({ kind: 'value' });
  });
});
