import { afterEach, beforeEach, expect } from '@jest/globals';
import { needs } from '../support/needs.js';
import { addressOf } from '../support/postgres-server.js';
import { type QueueThere, sharedServer } from '../support/shared-server.js';
import { testFolder } from '../support/test-folder.js';
import { followInJson, type Told } from './follow-lines.js';
import { runInside } from './inside.js';
import { killAll } from './scripts.js';

const { it } = needs('postgres');

const server = sharedServer();
let environment: Readonly<Record<string, string>>;
let queue: QueueThere;

beforeEach(async () => {
  environment = { XDG_STATE_HOME: testFolder() };
  queue = await server.queue({ version: 'D' });
});
afterEach(() => killAll());

const address = (user = 'owner', schema = queue.schema) => addressOf(server, { user, schema });
const say = (...statements: readonly string[]) => queue.run(...statements);
const jobs = (told: readonly Told[]) =>
  told.flatMap(({ type, id, from, to }) => (type === 'job' ? [`${id} ${from}→${to}`] : []));

it('follow waits for a server that is down, and ends with 1 at a schema without a queue', async () => {
  await say("INSERT INTO cf_processing_queue (id, plugin_name, status) VALUES (1, 'p', 'QUEUED')");
  await server.stop();
  const follower = followInJson([address()], environment);
  await follower.until((told) => told.length > 0);
  expect(follower.told).toMatchObject([
    { type: 'connection', state: 'lost', problem: { code: 'no-server' } },
  ]);
  await server.start();
  await follower.until((told) => told.some(({ type }) => type === 'snapshot'));
  await say(
    "UPDATE cf_processing_queue SET status = 'FAILED', error_message = 'disk full'",
    "INSERT INTO cf_processing_queue (id, plugin_name, status) VALUES (2, 'q', 'RUNNING')",
  );
  await follower.until((told) => jobs(told).length === 2);
  expect(jobs(follower.told).sort()).toEqual(['1 queued→failed', '2 null→running']);
  expect(follower.told.map(({ type, state }) => state ?? type).slice(0, 3)).toEqual([
    'lost',
    'good',
    'snapshot',
  ]);
  await say('DELETE FROM cf_processing_queue WHERE id = 2');
  await follower.until((told) => jobs(told).includes('2 running→null'));
  await follower.end('SIGTERM');
  const ended = await runInside(['follow', address('owner', 'nowhere')], environment);
  expect(ended).toMatchObject({ code: 1, out: '' });
  expect(ended.errors).toContain('no table cf_processing_queue');
}, 60_000);
