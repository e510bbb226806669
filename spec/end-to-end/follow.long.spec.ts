import { describe, expect, it } from '@jest/globals';
import { Random } from '../../lib/demo/random.js';
import { createDatabase, readSql } from '../support/databases.js';
import { NativeWriter } from '../support/native-writer.js';
import { followInJson, type Told } from './follow-lines.js';
import { folder, path } from './scene.js';

const seed = Math.floor(Math.random() * 2 ** 31);

const jobCount = 2000;

/** Each is one change of every job. */
const phases = [
  { status: 'RUNNING', more: ', claim_time = 1768298400000' },
  { status: 'FAILED', more: ", end_time = 1768298400000, error_message = 'row ' || id || ' is bad'" },
  { status: 'QUEUED', more: ', claim_time = NULL, end_time = NULL, error_message = NULL, retry_count = 1' },
  { status: 'RUNNING', more: ', claim_time = 1768298400000' },
  { status: 'COMPLETED', more: ', end_time = 1768298400000' },
] as const;

/** What `follow` calls a status of the database. */
const words: Readonly<Record<string, string>> = {
  ...{ QUEUED: 'queued', RUNNING: 'running', FAILED: 'failed', COMPLETED: 'complete' },
};

/** A change of a job's status, as it was told or recorded. */
interface Change {
  readonly job: unknown;
  readonly was: unknown;
  readonly became: unknown;
}

/** Each job's changes, in their order. */
function byJob(changes: readonly Change[]): Readonly<Record<string, readonly string[]>> {
  const found: Record<string, string[]> = {};
  for (const { job, was, became } of changes) {
    found[String(job)] ??= [];
    found[String(job)]?.push(`${was}→${became}`);
  }
  return found;
}

/** The rows of an audit table in the words of `follow`. */
function inWords(audit: readonly Readonly<Record<string, unknown>>[]): readonly Change[] {
  return audit.map(({ job, was, became }) => ({
    job,
    was: words[String(was)],
    became: words[String(became)],
  }));
}

/** Runs of `follow --json`, each killed after some lines, and each but the first going on from the last of them. */
class KilledFollower {
  readonly told: Told[] = [];
  #changed = 0;
  #runs = 0;
  #isDone = false;
  #tell: () => void = () => {};
  readonly #following: Promise<void>;

  /** `linesOf`: how many lines the next run tells before it is killed. */
  constructor(path: string, environment: Readonly<Record<string, string>>, linesOf: () => number) {
    this.#following = this.#follow(path, environment, linesOf);
    // Whoever waits for something hears of it.
    this.#following.catch(() => {});
  }

  get runs(): number {
    return this.#runs;
  }

  /** What it says may be missing, but for a time when nobody read: a busy machine is as slow a reader as any. */
  get gaps(): readonly Told[] {
    return this.told.filter(({ type, reason }) => type === 'gap' && reason !== 'output_not_read');
  }

  /** The jobs' changes that were told. */
  get changes(): readonly (Change & Told)[] {
    return this.told.flatMap((each) =>
      each.type === 'job' ? [{ ...each, job: each.id, was: each.from, became: each.to }] : [],
    );
  }

  /** Resolves once something was told, and this many jobs' changes. */
  heard(count: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#following.catch(reject);
      this.#tell = () => {
        if (this.told.length > 0 && this.#changed >= count) resolve();
      };
      this.#tell();
    });
  }

  /** The next line is the last one. Resolves when all runs have ended. */
  end(): Promise<void> {
    this.#isDone = true;
    return this.#following;
  }

  async #follow(
    path: string,
    environment: Readonly<Record<string, string>>,
    linesOf: () => number,
  ): Promise<void> {
    for (let cursor: string | null = null; !this.#isDone; ) {
      this.#runs += 1;
      let left = linesOf();
      const since = cursor === null ? [] : ['--since', cursor];
      const follower = followInJson([path, ...since], environment, (each, child) => {
        this.told.push(each);
        if (each.type === 'job') this.#changed += 1;
        this.#tell();
        left -= 1;
        if (left === 0 || this.#isDone) child.kill('SIGKILL');
      });
      const { errors } = await follower.ended;
      if (errors !== '') throw new Error(errors);
      cursor = follower.told.at(-1)?.cursor ?? cursor;
    }
  }
}

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
    const random = new Random(seed);
    const environment = { XDG_STATE_HOME: folder.file('state') };
    const follower = new KilledFollower(path, environment, () => random.whole(1, 2500));
    const writer = await NativeWriter.start(path);
    await follower.heard(0);
    for (const [index, { status, more }] of phases.entries()) {
      for (let from = 1; from <= jobCount; ) {
        const to = from + random.whole(1, 60);
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
    const random = new Random(seed);
    const writer = await NativeWriter.start(path);
    const told: Told[] = [];
    let cursor: string | null = null;
    for (let round = 0; round < 4; round += 1) {
      const since: readonly string[] = cursor === null ? [] : ['--since', cursor];
      const follower = followInJson([path, ...since], environment);
      await follower.until((lines) => lines.length > 0);
      for (let change = 0; change < 300; change += 1) {
        const status = ['QUEUED', 'RUNNING', 'FAILED', 'COMPLETED'][random.whole(0, 3)] ?? '';
        const job = random.whole(1, 50);
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
