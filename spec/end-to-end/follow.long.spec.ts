import { describe, expect, it } from '@jest/globals';
import { createDatabase, readSql } from '../support/databases.js';
import { NativeWriter } from '../support/native-writer.js';
import { byJob, inWords, KilledFollower, numbers, phases, words } from './audited.js';
import { followInJson, type Told } from './follow-lines.js';
import { folder, path } from './scene.js';

const seed = Math.floor(Math.random() * 2 ** 31);

const jobCount = 2000;

/** Triggers that record every change in the transaction that makes it. */
const audited = [
  'CREATE TABLE audit (seq INTEGER PRIMARY KEY, job INTEGER, was TEXT, became TEXT)',
  `CREATE TRIGGER changed AFTER UPDATE ON cf_processing_queue BEGIN
     INSERT INTO audit (job, was, became) VALUES (new.id, old.status, new.status); END`,
];

describe(`follow --json, killed at random beside a writer (seed ${seed})`, () => {
  it('prints each of 10,000 changes once, in order for each job, as triggers record them', async () => {
    await createDatabase(path, {
      sql: [
        `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${jobCount})
         INSERT INTO cf_processing_queue (id, plugin_name, status) SELECT i, 'p' || (i % 5), 'QUEUED' FROM n`,
        ...audited,
      ],
    });
    const random = numbers(seed);
    const environment = { XDG_STATE_HOME: folder.file('state') };
    const follower = new KilledFollower(path, environment, () => Math.ceil(random() * 2500));
    const writer = await NativeWriter.start(path);
    await follower.heard(0);
    for (const [index, { status, more }] of phases.entries()) {
      for (let from = 1; from <= jobCount; ) {
        const to = from + Math.ceil(random() * 60);
        await writer.exec(
          `UPDATE cf_processing_queue SET status = '${status}'${more} WHERE id >= ${from} AND id < ${to}`,
        );
        from = to;
      }
      // So that no job changes twice between two reads, of which only the database itself would know.
      await follower.heard((index + 1) * jobCount);
    }
    const ended = follower.end();
    await writer.exec("INSERT INTO cf_processing_queue (plugin_name, status) VALUES ('last', 'QUEUED')");
    await ended;
    const audit = await readSql(path, 'SELECT job, was, became FROM audit ORDER BY seq');
    const changes = follower.changes.filter(({ job }) => Number(job) <= jobCount);
    expect({ changes: changes.length, audited: audit.length }).toEqual({ changes: 10_000, audited: 10_000 });
    expect(byJob(changes)).toEqual(byJob(inWords(audit)));
    expect(follower.runs).toBeGreaterThan(3);
    expect(follower.gaps).toEqual([]);
  }, 120_000);
});

describe(`follow --json beside a writer at full speed (seed ${seed})`, () => {
  it('prints for each job a chain of statuses that it had, in order, up to the last', async () => {
    await createDatabase(path, {
      sql: [
        `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50)
         INSERT INTO cf_processing_queue (id, plugin_name, status) SELECT i, 'p', 'QUEUED' FROM n`,
        ...audited,
      ],
    });
    const environment = { XDG_STATE_HOME: folder.file('state') };
    const random = numbers(seed);
    const writer = await NativeWriter.start(path);
    const told: Told[] = [];
    let cursor: string | null = null;
    for (let round = 0; round < 4; round += 1) {
      const since: readonly string[] = cursor === null ? [] : ['--since', cursor];
      const follower = followInJson([path, ...since], environment);
      await follower.until((lines) => lines.length > 0);
      for (let change = 0; change < 300; change += 1) {
        const status = ['QUEUED', 'RUNNING', 'FAILED', 'COMPLETED'][Math.floor(random() * 4)] ?? '';
        const job = Math.ceil(random() * 50);
        await writer.exec(
          `UPDATE cf_processing_queue SET status = '${status}', retry_count = retry_count + 1
           WHERE id = ${job} AND status <> '${status}'`,
        );
      }
      if (round === 3) {
        await writer.exec(
          "INSERT INTO cf_processing_queue (id, plugin_name, status) VALUES (51, 'p', 'QUEUED')",
        );
        await follower.until((lines) => lines.some(({ id }) => id === 51));
      }
      await follower.end();
      told.push(...follower.told);
      cursor = follower.told.at(-1)?.cursor ?? cursor;
    }
    const audit = await readSql(path, 'SELECT job, became FROM audit ORDER BY seq');
    for (let job = 1; job <= 50; job += 1) {
      const had = [
        'queued',
        ...audit.filter((each) => each.job === job).map(({ became }) => words[String(became)]),
      ];
      const chain = told.filter(({ type, id }) => type === 'job' && id === job);
      // Retries count the job's changes, so that each step has its place.
      const places = chain.map(({ retry_count }) => Number(retry_count));
      expect(places).toEqual([...new Set(places)].sort((one, other) => one - other));
      expect(chain.map(({ to }) => to)).toEqual(places.map((place) => had[place]));
      expect(chain.map(({ from }) => from)).toEqual([0, ...places].slice(0, -1).map((place) => had[place]));
      expect(places.at(-1) ?? 0).toBe(had.length - 1);
    }
  }, 60_000);
});

describe('follow', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('ends on %s with nothing on stderr', async (signal) => {
    await createDatabase(path, { rows: [{ id: 1, plugin_name: 'p', status: 'QUEUED' }] });
    const follower = followInJson([path], { XDG_STATE_HOME: folder.file('state') });
    await follower.until((told) => told.length > 0);
    const ended = await follower.end(signal);
    expect(ended).toMatchObject({ code: null, signal, errors: '' });
  });
});
