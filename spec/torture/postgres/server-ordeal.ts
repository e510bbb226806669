import { setTimeout as pause } from 'node:timers/promises';
import { Random } from '../../../lib/demo/random.js';
import type { Server } from '../../../lib/postgres/connection-parameters.js';
import { usualPace } from '../../../lib/postgres/mirror/mirror-pace.js';
import { caughtUp } from '../../support/caught-up.js';
import type { Layout } from '../../support/postgres-partitions.js';
import { type PostgresServer, startPostgres } from '../../support/postgres-server.js';
import { createTables } from '../../support/postgres-tables.js';
import { type SlowRelay, slowRelay } from '../../support/slow-relay.js';
import { type Reach, Succession } from '../succession.js';
import { type Counts, type Effort, missing, type Outcome } from '../trial.js';
import { type Audit, auditOf, type Group, groups, openLedger } from './ledger.js';
import { LongReader, type Picture, type Surroundings } from './long-reader.js';
import { Told } from './told.js';
import { wrongWith } from './verdict.js';
import { Writers } from './writers.js';

/** How the readers of one server are put to the test; `least` is of each part. */
export interface ServerEffort extends Effort {
  /** How often the server is restarted in the middle of everything. */
  readonly restarts: number;
  /** How the queue is divided; null: it is one table. */
  readonly layout: Layout | null;
  /** How many jobs there are besides that nobody writes, one in fifty of which waits. */
  readonly others: number;
}

/** How much longer than it should a part may last, ms. */
const longestMs = 30_000;

/** The two servers of an ordeal, and the same over a slow line. */
interface Servers {
  readonly primary: PostgresServer;
  readonly standby: PostgresServer;
  readonly far: readonly [Server, Server];
}

const queue = 'cf_processing_queue';
/** What moves a queue to another file and leaves its rows: TRUNCATE and the same rows again, a vacuum, another table. */
function rewritesOf(layout: Layout | null): readonly string[] {
  const begin = `BEGIN; LOCK TABLE ${queue} IN ACCESS EXCLUSIVE MODE`;
  return [
    `${begin}; CREATE TEMP TABLE same ON COMMIT DROP AS TABLE ${queue}; TRUNCATE ${queue};
     INSERT INTO ${queue} SELECT * FROM same; COMMIT`,
    `VACUUM FULL ${queue}`,
    ...(layout === null
      ? [
          `${begin}; CREATE TABLE another (LIKE ${queue} INCLUDING ALL); INSERT INTO another SELECT * FROM ${queue};
           DROP TABLE ${queue} CASCADE; ALTER TABLE another RENAME TO ${queue}; COMMIT`,
        ]
      : []),
  ];
}

/** How long each way to the servers far away is, ms. */
const wayMs = 10;

/**
 * Four readers of a queue beside eight writers: one reads at one instant, one in turn, one in turn over a slow line, all
 * from whichever server is there, and one the standby. Connections are killed, replay stands still now and then, the primary crashes and comes
 * back, the queue gets other files, and in the end the primary gives way to its standby, which has not received its last
 * commits. Returns what was shown that
 * never existed, or was older than the picture said.
 */
export async function serverOrdeal(plan: ServerEffort): Promise<Outcome> {
  const { restarts, layout, seconds, others, seed } = plan;
  const settings = ['max_prepared_transactions=20', 'wal_retrieve_retry_interval=100ms'];
  const primary = await startPostgres({ settings, tcp: true });
  const relays: SlowRelay[] = [];
  const far = async ({ port }: PostgresServer): Promise<Server> => {
    const relay = await slowRelay(port, wayMs, 1e9);
    relays.push(relay);
    return { host: '127.0.0.1', port: relay.port };
  };
  let standby: PostgresServer | null = null;
  let ordeal: Ordeal | null = null;
  try {
    await primary.with(async (client) => {
      await createTables(client, { version: 'D', migrated: 'all', ...(layout !== null && { layout }) });
      await openLedger(client);
      await client.query(
        `INSERT INTO cf_processing_queue (id, plugin_name, status, claim_time)
         SELECT i, 'parser', CASE WHEN i % 50 = 0 THEN 'QUEUED' ELSE 'COMPLETED' END, i
         FROM generate_series(200001, 200000 + $1::int) i`,
        [others],
      );
    });
    standby = await startPostgres({ settings, standbyOf: primary, tcp: true });
    await primary.run(`ALTER SYSTEM SET synchronous_standby_names = '*'`, 'SELECT pg_reload_conf()');
    ordeal = new Ordeal({ primary, standby, far: [await far(primary), await far(standby)] }, plan);
    await ordeal.lag(seconds);
    for (let restart = 0; restart < restarts; restart += 1) {
      await ordeal.restart();
      await ordeal.kill(seconds / restarts);
    }
    const rewrites = rewritesOf(layout);
    // After each of them a large queue is read from scratch by every reader.
    for (const text of others > 0 ? [new Random(seed).pick(rewrites)] : rewrites) await ordeal.rewrite(text);
    await ordeal.failOver();
    await ordeal.kill(seconds);
    return await ordeal.end();
  } finally {
    await ordeal?.close();
    for (const relay of relays) await relay.close();
    await standby?.close();
    await primary.close();
  }
}

class Ordeal {
  readonly #servers: Servers;
  readonly #least: Counts;
  readonly #random: Random;
  readonly #readers: readonly [LongReader, LongReader, ...LongReader[]];
  readonly #around: Surroundings & { told: [Told, ...Told[]] };
  readonly #writers: Writers;
  readonly #reading: Promise<unknown>;
  /** When the writers went to the standby, ms. */
  #movedAt = Number.POSITIVE_INFINITY;
  #kills = 0;
  #rewrites = 0;

  constructor(servers: Servers, { seed, others, least = {} }: ServerEffort) {
    const { primary, standby, far } = servers;
    this.#servers = servers;
    this.#least = least;
    this.#random = new Random(seed);
    const told = new Told();
    this.#around = { isOver: false, told: [told], mayLag: false, states: new Set() };
    const both = [primary, standby] as const;
    // With enough other jobs the usual one reads in turn.
    const pace = others > 0 && { pace: usualPace };
    this.#readers = [
      new LongReader({ name: 'at once', servers: both, isInTurn: false }, this.#random),
      new LongReader({ name: 'in turn', servers: both, isInTurn: true, ...pace }, this.#random),
      new LongReader({ name: 'far away', servers: far, isInTurn: true, ...pace }, this.#random),
      new LongReader({ name: 'of the standby', servers: [standby], isInTurn: false }, this.#random),
    ];
    this.#writers = new Writers({ server: primary, told }, this.#random);
    this.#reading = Promise.all(this.#readers.map((reader) => reader.run(this.#around)));
    this.#reading.catch(() => {});
  }

  /** Lets commits go ahead of the standby's replay, which stands still now and then. */
  async lag(seconds: number): Promise<void> {
    const { primary, standby } = this.#servers;
    this.#around.mayLag = true;
    this.#writers.hurry();
    await this.kill(seconds, async () => {
      await standby.run(`SELECT pg_wal_replay_${this.#random.pick(['pause', 'resume'])}()`);
    });
    await standby.run('SELECT pg_wal_replay_resume()');
    await this.#writers.waitForReplay();
    await caughtUp(primary, standby);
    this.#around.mayLag = false;
  }
  /** Ends connections, of writers and of readers, again and again for some time, and until enough has happened. */
  async kill(seconds: number, also: () => Promise<void> = async () => {}): Promise<void> {
    const until = performance.now() + seconds * 1000;
    const before = this.#counted();
    const since = Object.fromEntries(
      Object.entries(this.#least).map(([name, wanted]) => [name, wanted + (before[name] ?? 0)]),
    );
    const isEnough = () => missing(this.#counted(), since).length === 0;
    const one = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE application_name IN ('jobs-view', 'writer') AND pid <> pg_backend_pid() ORDER BY random() LIMIT 1`;
    while (performance.now() < until || !isEnough()) {
      // If nothing is seen any more, it ends all the same, and the result shows what is missing.
      if (performance.now() > until + longestMs) return;
      await pause(this.#random.whole(20, 250));
      const { primary, standby } = this.#servers;
      const server = this.#random.fraction() < 0.8 && this.#around.told.length === 1 ? primary : standby;
      await server.run(one).catch(() => {});
      await also().catch(() => {});
      this.#kills += 1;
    }
  }

  /** Lets the primary crash and come back. */
  async restart(): Promise<void> {
    const { primary, standby } = this.#servers;
    // A writer that is killed while it waits for the standby lets others see what the standby doesn't have yet.
    await caughtUp(primary, standby);
    await primary.stop('immediate');
    await primary.start();
  }

  /** Runs a statement on the primary that leaves all rows as they are, and lets each reader show what it comes to. */
  async rewrite(text: string): Promise<void> {
    await this.#servers.primary.run(text);
    const before = this.#readers.map(({ pictures }) => pictures.length);
    await this.#until(() =>
      this.#readers.every(({ pictures }, at) => pictures.length > 1 + (before[at] ?? 0)),
    );
    this.#rewrites += 1;
  }

  /** Lets the standby take over without the last commits, which have been acknowledged and shown. */
  async failOver(): Promise<void> {
    const { primary, standby } = this.#servers;
    const [told] = this.#around.told;
    const isShown =
      (least: Reach) =>
      ({ pictures }: LongReader) => {
        const seen = pictures.at(-1)?.seen;
        return seen !== undefined && groups.every((group, at) => seen[group].commits > (least[at] ?? 0));
      };
    // Readers that went to the standby while the primary was away have to come back.
    await standby.run(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'jobs-view'`,
    );
    await standby.run(`ALTER SYSTEM SET primary_conninfo = ''`, 'SELECT pg_reload_conf()');
    await this.#until(() =>
      standby.with(async (client) => (await client.query('SELECT FROM pg_stat_wal_receiver')).rowCount === 0),
    );
    const there = new Told(told);
    this.#around.mayLag = true;
    await primary.run(`ALTER SYSTEM SET synchronous_standby_names = ''`, 'SELECT pg_reload_conf()');
    const [atOnce, inTurn] = this.#readers;
    await this.#until(() => [atOnce, inTurn].every(isShown(there.begun)));
    await primary.stop('killed');
    this.#around.told.push(there);
    this.#movedAt = Date.now();
    this.#writers.moveTo({ server: standby, told: there });
    const isOfStandby = ({ pictures }: LongReader) => pictures.at(-1)?.eras[0] === 1;
    await this.#until(() => this.#readers.every(isOfStandby));
    await standby.run('SELECT pg_promote()');
  }

  /** Ends everything, and returns the result. */
  async end(): Promise<Outcome> {
    const { primary, standby } = this.#servers;
    await this.#stop();
    await Promise.all(this.#readers.map((reader) => reader.close()));
    await primary.start();
    const eras: Era[] = [];
    for (const [at, server] of [primary, standby].entries()) {
      const audits = await server.with(async (client) => ({
        a: await auditOf(client, 'a'),
        b: await auditOf(client, 'b'),
      }));
      eras.push({ since: at === 0 ? 0 : this.#movedAt, told: this.#around.told[at] ?? new Told(), audits });
    }
    const pictures = this.#pictures;
    return {
      counts: {
        ...{ accepted: pictures.length, ...this.#counted(), lost: lostIn(eras) },
        inTurn: pictures.filter(({ rightSince }) => rightSince !== null).length,
        lagging: pictures.filter(({ goodUntil }) => goodUntil !== null).length,
      },
      faults: this.#readers.flatMap((reader) => faultsOf(reader, eras)),
    };
  }

  async close(): Promise<void> {
    await this.#stop().catch(() => {});
    await Promise.all(this.#readers.map((reader) => reader.close()));
  }

  get #pictures(): readonly Picture[] {
    return this.#readers.flatMap(({ pictures }) => pictures);
  }

  #counted(): Counts {
    const [states, commits] = [this.#around.states.size, this.#writers.commits];
    return { states, commits, kills: this.#kills, rewrites: this.#rewrites };
  }

  async #stop(): Promise<void> {
    this.#around.isOver = true;
    await this.#writers.stop();
    await this.#reading;
  }

  /** Waits until it is so, at most for `longestMs`; the result then shows what is missing. */
  async #until(isIt: () => boolean | Promise<boolean>): Promise<void> {
    const until = performance.now() + longestMs;
    while (!(await isIt()) && performance.now() < until) await pause(20);
  }
}

/** How many commits were acknowledged by one server, and aren't there on the next. */
function lostIn([one, other]: readonly Era[]): number {
  const lost = groups.map((group, at) => {
    const acknowledged = one?.audits[group].slice(0, (one.told.known[at] ?? 0) + 1) ?? [];
    return acknowledged.filter(({ token }, number) => other?.audits[group][number]?.token !== token).length;
  });
  return lost.reduce((sum, each) => sum + each, 0);
}

/** One server that writers wrote to: what they knew, what was committed there, and since when they wrote to it, ms. */
interface Era {
  readonly since: number;
  readonly told: Told;
  readonly audits: Readonly<Record<Group, Audit>>;
}

/**
 * What is wrong with what a reader showed. A picture of one instant is one committed state, and all of them together
 * are linearizable. Where a picture says that not all of it is of one instant, or a standby that it lags behind, each
 * part is as it was at or after the time that it says. What was begun after the writers had gone to another server
 * shows what was committed there, and never again what that server had not received.
 */
function faultsOf({ name, pictures }: LongReader, eras: readonly Era[]): string[] {
  const successions = eras.map(() => new Succession());
  const judge = (picture: Picture, at: number): string[] => {
    const [era, succession] = [eras[at], successions[at]];
    if (era === undefined || succession === undefined) throw new Error(`there was no era ${at}`);
    return faultsIn(picture, era, eras, succession);
  };
  return pictures.flatMap((picture) => {
    const [began, ended] = picture.eras;
    const faults = judge(picture, began);
    // What is read while the writers change servers may be of either.
    const left = faults.length > 0 && ended > began ? judge(picture, ended) : faults;
    return left.map((fault) => `${name}: ${fault}`);
  });
}

function faultsIn(picture: Picture, era: Era, eras: readonly Era[], succession: Succession): string[] {
  const { seen, rightSince, begun } = picture;
  const reach = groups.map((group) => seen[group].commits);
  const least = leastOf(picture, era, eras);
  const isOfOneInstant = rightSince === null;
  const faults = groups.flatMap((group, at) => {
    const audit = era.audits[group];
    const most = Math.min(begun[at] ?? 0, audit.length - 1);
    const [first, last] = isOfOneInstant
      ? [reach[at] ?? 0, reach[at] ?? 0]
      : [Math.min(least[at] ?? 0, most), most];
    return wrongWith(seen[group], audit, first, last).map((fault) => `${group}: ${fault}`);
  });
  const saw = ([group, other]: readonly [Group, Group]) =>
    groups.map((each) => (each === other ? (era.audits[group][seen[group].commits]?.saw ?? 0) : 0));
  const more = { least, most: begun, ...(isOfOneInstant && { seen: [saw(['a', 'b']), saw(['b', 'a'])] }) };
  return [...faults, ...succession.judge({ reach, ...more })];
}

/** What the picture has to show at least, by the times that it gives. */
function leastOf(
  { rightSince, goodUntil, mayLag, known, began, eras: [first] }: Picture,
  era: Era,
  eras: readonly Era[],
): Reach {
  const times = [rightSince, mayLag ? goodUntil : null].filter((time) => time !== null);
  if (times.length === 0) return era === eras[first] ? known : era.told.by(began);
  const time = Math.min(...times);
  // A picture that says that it is right as of a time before the change must have what the writers knew then, on
  // whichever server.
  const reaches = (time < era.since ? eras : [era]).map(({ told }) => told.by(time));
  return groups.map((_, at) => Math.max(...reaches.map((reach) => reach[at] ?? 0)));
}
