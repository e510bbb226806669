import { afterEach, beforeEach, expect } from '@jest/globals';
import { needs } from '../support/needs.js';
import { addressOf } from '../support/postgres-server.js';
import { type QueueThere, sharedServer } from '../support/shared-server.js';
import { testFolder } from '../support/test-folder.js';
import { byJob, inWords, KilledFollower, numbers, phases } from './audited.js';
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

const seed = Math.floor(Math.random() * 2 ** 31);
/** Each changes five times. */
const jobCount = Number(process.env.FOLLOW_JOBS ?? 500);

it(`follow reports each of ${5 * jobCount} changes on a server once, killed at random and over a restart (seed ${seed})`, async () => {
  await say(
    `INSERT INTO cf_processing_queue (plugin_name, status) SELECT 'p' || i % 5, 'QUEUED' FROM generate_series(1, ${jobCount}) i`,
    'CREATE TABLE audit (seq BIGINT GENERATED ALWAYS AS IDENTITY, job BIGINT, was TEXT, became TEXT)',
    `CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       INSERT INTO audit (job, was, became) VALUES (new.id, old.status, new.status); RETURN new; END $$`,
    'CREATE TRIGGER changed AFTER UPDATE ON cf_processing_queue FOR EACH ROW EXECUTE FUNCTION note()',
  );
  const random = numbers(seed);
  const follower = new KilledFollower(address(), environment, () =>
    Math.ceil(jobCount * (1.25 + random() * 0.75)),
  );
  await follower.heard(0);
  for (const [index, { status, more }] of phases.entries()) {
    const half = jobCount / 2;
    const change = (job: number) =>
      `UPDATE cf_processing_queue SET status = '${status}'${more} WHERE id > ${job} AND id <= ${job + half / 5}`;
    const steps = Array.from({ length: 10 }, (_, step) => change((step * half) / 5));
    await say(...steps.slice(0, 5));
    if (index === 2) {
      await server.stop();
      await server.start();
    }
    await say(...steps.slice(5));
    // So that no job changes twice between two reads, of which only the database itself would know.
    await follower.heard((index + 1) * jobCount);
  }
  const ended = follower.end();
  await say("INSERT INTO cf_processing_queue (plugin_name, status) VALUES ('last', 'QUEUED')");
  await ended;
  const { rows } = await server.with((client) =>
    client.query(`SELECT job, was, became FROM ${queue.schema}.audit ORDER BY seq`),
  );
  const changes = follower.changes.filter(({ job }) => Number(job) <= jobCount);
  expect({ changes: changes.length, audited: rows.length }).toEqual({
    changes: 5 * jobCount,
    audited: 5 * jobCount,
  });
  expect(byJob(changes)).toEqual(byJob(inWords(rows)));
  expect(follower.runs).toBeGreaterThan(2);
  expect(follower.gaps).toEqual([]);
  // The path of the server's socket, and its port.
  expect(JSON.stringify(follower.told)).not.toMatch(new RegExp(`${server.host}|${server.port}`));
}, 120_000);

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
  await follower.until((told) => told.at(-1)?.type === 'counts');
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
