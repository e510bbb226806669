import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { CountedWork } from '../../lib/demo/counted-work.js';
import type { PlannedEnd } from '../../lib/demo/planned-end.js';
import { Random } from '../../lib/demo/random.js';
import type { Work } from '../../lib/demo/work.js';
import { addressOf } from '../support/postgres-server.js';
import { PostgresWorker } from '../support/postgres-worker.js';
import { type PtyProgram, startInPty } from '../support/pty.js';
import { sharedServer } from '../support/shared-server.js';
import { testFolder } from '../support/test-folder.js';
import { program } from './program.js';
import { run } from './scripts.js';

const server = sharedServer();
const within = { within: 30_000 };

let client: Client;
let dashboard: PtyProgram;
/** How the attempts at the job end, in their order. */
let plannedEnds: PlannedEnd[];

beforeEach(async () => {
  const address = addressOf(server);
  expect(await run(['init', address])).toMatchObject({ code: 0 });
  client = new Client(server.owner);
  await client.connect();
  const environment = { HOME: testFolder() };
  dashboard = startInPty(process.execPath, [program, address], {
    ...{ columns: 120, rows: 40 },
    environment,
  });
  await dashboard.waitForText('No jobs', within);
}, 60_000);

afterEach(async () => {
  await dashboard.close();
  await client.end();
}, 60_000);

/** A hundred files, ten in a second. */
function files(): Work {
  const failure = { type: 'ParseError', message: 'checksum 10=113', line: 7, file: '/data/venues/nyse.log' };
  return new CountedWork(
    {
      ...{ noun: 'files', total: 100, processed: 0, itemsPerSecond: 10, knowsTotal: true },
      ...{ rowsPerItem: 100, bytesPerItem: 1000, outputPath: '/out/venue_data/', sink: null },
      plannedEnd: plannedEnds.shift() ?? { kind: 'complete' },
      oneBadIn: Number.POSITIVE_INFINITY,
      failure: () => failure,
      complete: () => ({ status: 'COMPLETED', outputSizeBytes: 100_000, summary: null, error: null }),
    },
    new Random(7),
  );
}

it('a dashboard shows a worker’s progress in PostgreSQL, and retries and cancels its job', async () => {
  plannedEnds = [{ kind: 'fail', at: 0.6 }, { kind: 'cancel', at: 0.9 }, { kind: 'complete' }];
  const worker = new PostgresWorker(client, files);
  await worker.enqueue({ type: 'PARSE', name: 'venue_parser', version: '2.0' });
  await dashboard.waitForText('1 queued', within);
  const id = await worker.claim();
  const first = await worker.work(3000);
  await dashboard.shows((screen) => {
    expect(screen).toContain('1 running');
    expect(screen).toContain(`${first?.processed}%`);
  });
  expect(await worker.work(10_000)).toMatchObject({ end: { status: 'FAILED' } });
  await dashboard.shows((screen) => {
    expect(screen).toContain('1 failed');
    expect(screen).toContain('ParseError');
  });
  dashboard.type('R');
  await dashboard.waitForText('is queued again', within);
  // The same job, once more from its beginning; now the operator stops it.
  expect(await worker.claim()).toBe(id);
  await worker.work(3000);
  await dashboard.waitForText('1 running', within);
  dashboard.type('c');
  await dashboard.waitForText('Cancel job', within);
  dashboard.type('y');
  await dashboard.waitForText('cancelled', within);
  expect(await worker.work(1000)).toBeNull();
  await expect(worker.work(1000)).rejects.toThrow('no job');
  // What is new is taken, and ends.
  await worker.enqueue({ type: 'PARSE', name: 'venue_parser', version: '2.0' });
  plannedEnds = [];
  expect(await worker.claim()).not.toBe(id);
  expect(await worker.work(60_000)).toMatchObject({ processed: 100, end: { status: 'COMPLETED' } });
  await dashboard.shows((screen) => {
    expect(screen).toContain('1 done');
    expect(screen).toContain('→ /out/venue_data/ (100 kB)');
  });
  expect(await worker.claim()).toBeNull();
}, 120_000);
