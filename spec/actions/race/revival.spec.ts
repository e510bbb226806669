import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from '@jest/globals';
import type { SeenJob } from '../../../lib/actions/action.js';
import { statement } from '../../../lib/schema/statement.js';
import { createDatabase } from '../../support/databases.js';
import { NativeWriter } from '../../support/native-writer.js';
import { testFolder } from '../../support/test-folder.js';
import { Performer } from '../performer.js';

const children: ReturnType<typeof spawn>[] = [];
const performers: Performer[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const performer of performers.splice(0)) await performer.close();
  await NativeWriter.killAll();
});

const jobs = 40;
const rounds = 60;

/** Writes down what a job's heartbeat was when it was put back. */
const audit = [
  'CREATE TABLE audit (seq INTEGER PRIMARY KEY, job INTEGER, beat TEXT, retries INTEGER)',
  `CREATE TRIGGER audit_back AFTER UPDATE OF status ON cf_processing_queue WHEN OLD.status = 'RUNNING' AND NEW.status = 'QUEUED' BEGIN
    INSERT INTO audit (job, beat, retries) VALUES (NEW.id, OLD.heartbeat_time, OLD.retry_count);
  END`,
];

it('a retry beside a reviving worker puts back no job that gave a sign of life since it was seen', async () => {
  const path = join(testFolder(), 'queue.sqlite3');
  const rows = Array.from({ length: jobs }, () => ({
    ...{ plugin_name: 'p', status: 'RUNNING', worker_id: 'w', claim_time: '2026-01-13T10:38:15Z' },
    heartbeat_time: '0',
  }));
  await createDatabase(path, { version: 'B', rows, sql: audit });
  const program = fileURLToPath(new URL('./reviving-worker.js', import.meta.url));
  const child = spawn(process.execPath, [program, path], { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  const beats = text(child.stdout);
  const performer = new Performer();
  performers.push(performer);

  const native = await NativeWriter.start(path, { busyTimeout: 20_000 });
  const columns = await native.all(`SELECT name FROM pragma_table_info('cf_processing_queue')`);
  const tables = new Map([['cf_processing_queue', new Set(columns.map(({ name }) => String(name)))]]);
  // As the dashboard sees them, but for the snapshot: what it takes to find one is not the question here.
  const jobsById = statement('queries/jobs', tables);
  const look = `${jobsById.slice(0, jobsById.lastIndexOf('WHERE'))} WHERE job.status = 'RUNNING' LIMIT 12`;

  const claims: { readonly id: string; readonly mark: string; readonly retries: number }[] = [];
  let alive = 0;
  // The race goes on until it is one, in which both sides have won, however quick either is.
  for (let round = 0; round < rounds || claims.length <= 10 || alive <= 10; round += 1) {
    const seen = (await native.all(look)).map(
      (row): SeenJob => ({
        id: String(row.id),
        statusText: String(row.status_text),
        retryCount: Number(row.retry_count),
        workerMark: String(row.worker_mark),
      }),
    );
    const result = await performer.perform({ action: 'retry', path, jobs: seen });
    if (result.kind === 'problem') throw new Error(result.problem.sentence);
    const moved = new Set(result.movedOn.map(({ id }) => id));
    alive += moved.size;
    for (const { id, workerMark = '', retryCount } of seen)
      if (!moved.has(id)) claims.push({ id, mark: workerMark, retries: retryCount });
  }
  child.stdin.end();
  await beats;

  const audited = await native.all('SELECT job, beat, retries FROM audit ORDER BY seq');
  // Each was put back while its last sign was still the one that was seen, and nothing else was.
  expect(audited.map(({ job, retries }) => `${job} ${retries}`).sort()).toEqual(
    claims.map(({ id, retries }) => `${id} ${retries}`).sort(),
  );
  const beatSeen = new Map(claims.map(({ id, mark, retries }) => [`${id} ${retries}`, mark]));
  for (const { job, beat, retries } of audited)
    expect(JSON.parse(beatSeen.get(`${job} ${retries}`) ?? '')).toContain(beat);
  await native.close();
}, 60_000);
