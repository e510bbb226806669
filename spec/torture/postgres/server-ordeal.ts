import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { after } from '../../../lib/clock/after.js';
import { ServerLink } from '../../../lib/postgres/link/server-link.js';
import { PostgresDatabase } from '../../../lib/postgres/postgres-database.js';
import type { Queryable } from '../../../lib/snapshot/port.js';
import { readShape } from '../../../lib/snapshot/tables/database-shape.js';
import { caughtUp } from '../../support/caught-up.js';
import { type PostgresServer, startPostgres } from '../../support/postgres-server.js';
import { createTables } from '../../support/postgres-tables.js';
import { Random } from '../random.js';
import {
  auditOf,
  baseOf,
  commitOne,
  counterOf,
  type Group,
  groups,
  openLedger,
  type Seen,
  writersJob,
  writersPerGroup,
  wrongInParts,
  wrongWith,
} from './ledger.js';

/** How long it lasts, and what decides the kills. */
export interface ServerOrdeal {
  /** How long each part lasts at least. */
  readonly seconds: number;
  /** What there is to be in each part before it ends, however long that takes a busy machine; default: nothing. */
  readonly least?: Pick<ServerOrdealOutcome, 'states' | 'commits' | 'kills'>;
  readonly seed: number;
  /** How often the server is restarted in the middle of everything. */
  readonly restarts: number;
}

/** What became of it. */
export interface ServerOrdealOutcome {
  readonly pictures: number;
  /** Different states that pictures of one instant showed. */
  readonly states: number;
  readonly commits: number;
  readonly kills: number;
  readonly wrong: readonly string[];
}

/** How much longer than it should a part may last, ms. */
const longestMs = 30_000;

interface Picture {
  readonly seen: Readonly<Record<Group, Seen>>;
  /** Whether it claims that all of it is of one instant. A server that takes its time may let it have none. */
  readonly isOfOneInstant: boolean;
  /** The last commit of each group that its writer knew of by the time that the picture claims to be right since. */
  readonly known: Readonly<Record<Group, number>>;
}

/**
 * Reads a queue beside eight writers whose connections are killed, whose server crashes and comes back, and gives way to its
 * standby: every picture has to be one committed state, none that was over before its read began, none older than the one
 * before. Where a picture says that not all of it is of one instant, that holds for the queue and for the failures by themselves,
 * since the time that it says.
 */
export async function serverOrdeal({
  seconds,
  seed,
  restarts,
  least = { states: 0, commits: 0, kills: 0 },
}: ServerOrdeal): Promise<ServerOrdealOutcome> {
  const random = new Random(seed);
  const settings = ['max_prepared_transactions=20', 'wal_retrieve_retry_interval=100ms'];
  const primary = await startPostgres({ settings });
  let standby: PostgresServer | null = null;
  const ordeal = new Ordeal(primary, random, least);
  try {
    await primary.with(async (client) => {
      await createTables(client, { version: 'D', migrated: 'all' });
      await openLedger(client);
    });
    standby = await startPostgres({ settings, standbyOf: primary });
    // Whatever is committed is to be seen on the standby, or a failover could lose it.
    await primary.run(
      `ALTER SYSTEM SET synchronous_standby_names = '*'`,
      `ALTER SYSTEM SET synchronous_commit = 'remote_apply'`,
      'SELECT pg_reload_conf()',
    );
    ordeal.begin([primary, standby]);
    await ordeal.kill(seconds * 1000);
    for (let restart = 0; restart < restarts; restart += 1) {
      await primary.stop('immediate');
      await primary.start();
      await ordeal.kill((seconds * 1000) / restarts);
    }
    // Whoever is killed while they wait for the standby lets others see what it doesn't have yet.
    await caughtUp(primary, standby);
    await primary.stop('killed');
    await standby.run('SELECT pg_promote()');
    ordeal.moveTo(standby);
    await ordeal.kill(seconds * 1000);
    return await ordeal.end();
  } finally {
    await ordeal.close();
    await standby?.close();
    await primary.close();
  }
}

class Ordeal {
  readonly #least: Required<ServerOrdeal>['least'];
  #server: PostgresServer;
  readonly #random: Random;
  readonly #known: Record<Group, number> = { a: 0, b: 0 };
  /** What was known at which time, ms since the epoch. */
  readonly #history: { readonly at: number; readonly known: Readonly<Record<Group, number>> }[] = [];
  readonly #pictures: Picture[] = [];
  #database: PostgresDatabase | null = null;
  #isOver = false;
  #commits = 0;
  #kills = 0;
  /** Different states that were seen at one instant. */
  readonly #states = new Set<string>();
  #working: Promise<unknown> = Promise.resolve();

  constructor(server: PostgresServer, random: Random, least: Required<ServerOrdeal>['least']) {
    this.#server = server;
    this.#random = random;
    this.#least = least;
  }

  begin(servers: readonly [PostgresServer, PostgresServer]): void {
    const [one, other] = servers;
    const ssl = { mode: 'disable', rootCert: null, cert: null, key: null } as const;
    const parameters = {
      user: 'owner',
      database: 'postgres',
      schema: null,
      channel: null,
      passwordOf: () => null,
      ssl,
    };
    const steady = () => performance.now();
    const read = () => {
      throw new Error('no such file');
    };
    const link = new ServerLink({
      parameters: { ...parameters, servers: [one, other] },
      ...{ after, steady, random: () => 0.5, read },
    });
    this.#database = new PostgresDatabase({ link, label: 'there', clock: Date.now, steady });
    const writers = groups.flatMap((group) =>
      Array.from({ length: writersPerGroup }, (_, writer) => this.#write(group, writer)),
    );
    this.#working = Promise.all([...writers, this.#read(this.#database)]);
    this.#working.catch(() => {});
  }

  moveTo(server: PostgresServer): void {
    this.#server = server;
  }

  /** Ends connections, of writers and of the reader, again and again for `ms` ms, and until enough has happened. */
  async kill(ms: number): Promise<void> {
    const until = performance.now() + ms;
    const [states, commits, kills] = [this.#states.size, this.#commits, this.#kills];
    const isEnough = () =>
      this.#states.size - states >= this.#least.states &&
      this.#commits - commits >= this.#least.commits &&
      this.#kills - kills >= this.#least.kills;
    const one = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE application_name IN ('jobs-view', 'writer') AND pid <> pg_backend_pid() ORDER BY random() LIMIT 1`;
    // Where nothing is seen any more, it ends all the same, and what is missing tells.
    while (performance.now() < until || (!isEnough() && performance.now() < until + longestMs)) {
      await pause(this.#random.whole(20, 250));
      await this.#server.run(one).catch(() => {});
      this.#kills += 1;
    }
  }

  async end(): Promise<ServerOrdealOutcome> {
    this.#isOver = true;
    await this.#working;
    const wrong: string[] = [];
    let commits = 0;
    for (const group of groups) {
      const audit = await this.#server.with((client) => auditOf(client, group));
      commits += audit.length - 1;
      let last = 0;
      for (const { seen, known, isOfOneInstant } of this.#pictures) {
        const complaint = (isOfOneInstant ? wrongWith : wrongInParts)(seen[group], audit);
        if (complaint !== null) wrong.push(`${group}: ${complaint}`);
        const oldest = Math.min(seen[group].commits, seen[group].failures.at(-1) ?? 0);
        if (oldest < known[group]) wrong.push(`${group}: shows ${oldest} after ${known[group]} was known`);
        if (seen[group].commits < last) wrong.push(`${group}: shows ${seen[group].commits} after ${last}`);
        last = seen[group].commits;
      }
    }
    return { pictures: this.#pictures.length, states: this.#states.size, commits, kills: this.#kills, wrong };
  }

  async close(): Promise<void> {
    this.#isOver = true;
    await this.#working.catch(() => {});
    await this.#database?.close();
  }

  async #write(group: Group, writer: number): Promise<void> {
    let client: Client | null = null;
    while (!this.#isOver) {
      try {
        if (client === null) {
          const { owner } = this.#server;
          client = new Client({ ...owner, application_name: 'writer' });
          client.on('error', () => {});
          await client.connect();
          await client.query(`SET lock_timeout = '1s'`);
        }
        const dice = this.#random.whole(0, 9);
        const number = await commitOne(client, group, writer, { undoes: dice === 0, prepares: dice > 7 });
        if (number === null) continue;
        this.#commits += 1;
        this.#known[group] = Math.max(this.#known[group], number);
        this.#history.push({ at: Date.now(), known: { ...this.#known } });
      } catch {
        // Killed, or away: nobody knows whether it was committed, but the audit.
        await client?.end().catch(() => {});
        client = null;
        await pause(50);
        await this.#clearPrepared(group, writer);
      }
    }
    await client?.end().catch(() => {});
  }

  /** What was prepared by a connection that was killed stays until somebody decides. */
  async #clearPrepared(group: Group, writer: number): Promise<void> {
    await this.#server
      .with(async (client) => {
        const { rows } = await client.query<{ gid: string }>(
          `SELECT gid FROM pg_prepared_xacts WHERE gid LIKE '${group} ${writer} %'`,
        );
        for (const { gid } of rows) await client.query(`COMMIT PREPARED '${gid}'`);
      })
      .catch(() => {});
  }

  #knownBy(time: number): Readonly<Record<Group, number>> {
    return this.#history.findLast(({ at }) => at < time)?.known ?? { a: 0, b: 0 };
  }

  async #read(database: PostgresDatabase): Promise<void> {
    while (!this.#isOver) {
      const known = { ...this.#known };
      const reading = await database.read((tables, walkQueue) => {
        // As a picture does: not before all rows are there.
        walkQueue(readShape(tables))?.queue();
        return { a: seenOf(tables, 'a'), b: seenOf(tables, 'b') };
      });
      if (reading.kind === 'value') {
        const { value: seen, rightSince } = reading;
        const isOfOneInstant = rightSince === undefined;
        const then = isOfOneInstant ? known : this.#knownBy(rightSince);
        this.#pictures.push({ seen, isOfOneInstant, known: then });
        if (isOfOneInstant) this.#states.add(`${seen.a.commits} ${seen.b.commits}`);
      }
      // The writers are in this process, too.
      await pause(reading.kind === 'value' ? 5 : 50);
    }
  }
}

function seenOf(tables: Queryable, group: Group): Seen {
  const numbers = (sql: string) => tables.all(sql).map((row) => Number(Object.values(row)[0]));
  const base = baseOf(group);
  const between = `> ${base} AND`;
  const counters = `SELECT retry_count FROM cf_processing_queue WHERE id`;
  return {
    commits: numbers(`${counters} = ${counterOf(group)}`)[0] ?? -1,
    byWriter: Array.from(
      { length: writersPerGroup },
      (_, writer) => numbers(`${counters} = ${writersJob(group, writer)}`)[0] ?? -1,
    ),
    jobs: numbers(
      `SELECT id - ${base} FROM cf_processing_queue WHERE id ${between} id < ${base + 1_000_000} ORDER BY id`,
    ),
    failures: numbers(
      `SELECT job_id - ${base} FROM cf_job_failures WHERE job_id ${between} job_id < ${base + 1_000_000} ORDER BY job_id`,
    ),
  };
}
