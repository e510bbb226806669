import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import { createDatabase, runSql } from '../support/databases.js';
import { needs } from '../support/needs.js';
import { type Sshd, startSshd } from '../support/sshd.js';
import { testFolder } from '../support/test-folder.js';
import { until } from '../support/until.js';
import { type Follower, followInJson, type Told } from './follow-lines.js';
import { killAll } from './scripts.js';

const { it } = needs('sshd');

let sshd: Sshd;
let environment: Readonly<Record<string, string>>;
const there = 'ssh://there/~/secret.db';

beforeAll(async () => {
  sshd = await startSshd();
}, 60_000);
afterAll(() => sshd.close());

beforeEach(async () => {
  environment = { JOBS_VIEW_SSH: sshd.command(), HOME: testFolder() };
  const path = join(sshd.home, 'secret.db');
  if (existsSync(path)) await runSql(path, ["UPDATE cf_processing_queue SET status = 'QUEUED'"]);
  else
    await createDatabase(path, {
      rows: [1, 2, 3, 4].map((id) => ({ id, status: 'QUEUED', plugin_name: 'p' })),
    });
});
afterEach(async () => {
  killAll();
  await until(() => sshd.served().length === 0, 10_000);
});

const set = (id: number, status: string) =>
  runSql(join(sshd.home, 'secret.db'), [
    `UPDATE cf_processing_queue SET status = '${status}' WHERE id = ${id}`,
  ]);
const jobs = (told: readonly Told[]) =>
  told.flatMap(({ type, id, from, to }) => (type === 'job' ? [`${id} ${from}→${to}`] : []));
const heard = (follower: Follower, ...changes: readonly string[]) =>
  follower.until((told) => changes.every((change) => jobs(told).includes(change)));

it('follow over ssh reports each change once, over a link that is cut and in a second run', async () => {
  const follower = followInJson([there], environment);
  await follower.until(([first]) => first?.type === 'snapshot');
  expect(follower.told[0]).toMatchObject({ schema: 1, database: 'ssh://there', counts: { queued: 4 } });
  await set(1, 'RUNNING');
  await heard(follower, '1 queued→running');
  await sshd.cut();
  await until(() => sshd.served().length === 0, 10_000);
  await set(2, 'FAILED');
  await heard(follower, '2 queued→failed');
  const { errors } = await follower.end('SIGTERM');
  expect(errors).toBe('');
  await until(() => sshd.served().length === 0, 10_000);
  await set(1, 'COMPLETED');
  const cursor = String(follower.told.at(-1)?.cursor);
  const next = followInJson([there, '--since', cursor], environment);
  await heard(next, '1 running→complete');
  await set(3, 'RUNNING');
  await heard(next, '3 queued→running');
  await next.end('SIGTERM');
  expect(jobs([...follower.told, ...next.told])).toEqual([
    '1 queued→running',
    '2 queued→failed',
    '1 running→complete',
    '3 queued→running',
  ]);
  const states = follower.told.filter(({ type }) => type === 'connection').map(({ state }) => state);
  expect(states).toEqual(['lost', 'good']);
  expect(JSON.stringify([follower.told, next.told])).not.toContain('secret');
  // The host keeps the record of the run, beside nothing of the database's; here there is none.
  expect(readdirSync(sshd.home).sort()).toEqual(expect.arrayContaining(['.local', 'secret.db']));
  // A newer Node keeps compiled code in `.cache`.
  expect(readdirSync(String(environment.HOME)).filter((name) => name !== '.cache')).toEqual([]);
}, 60_000);
