import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import type { Random } from '../../../lib/demo/random.js';
import type { PostgresServer } from '../../support/postgres-server.js';
import { commitAside, commitOne, type Group, groups, writersPerGroup } from './ledger.js';
import type { Told } from './told.js';

/** Where writers write, and what they are to know of it. */
export interface Workplace {
  readonly server: PostgresServer;
  readonly told: Told;
}

/**
 * Eight writers, which continue on each server that they are sent to until they are stopped, and a ninth that writes
 * something else.
 */
export class Writers {
  readonly #random: Random;
  #place: Workplace;
  #isOver = false;
  #commits = 0;
  /** Whether a commit waits until the standby shows it; else until it has received it. */
  #waitsForReplay = true;
  /** Commits under way that don't wait for it. */
  #hasty = 0;
  readonly #working: Promise<unknown>;

  constructor(place: Workplace, random: Random) {
    this.#place = place;
    this.#random = random;
    const writing = groups.flatMap((group) =>
      Array.from({ length: writersPerGroup }, (_, writer) => this.#write(group, writer)),
    );
    this.#working = Promise.all([...writing, this.#writeAside()]);
    this.#working.catch(() => {});
  }

  /** How many commits were acknowledged. */
  get commits(): number {
    return this.#commits;
  }

  moveTo(place: Workplace): void {
    this.#place = place;
  }

  /** From now on commits wait for less. */
  hurry(): void {
    this.#waitsForReplay = false;
  }

  /** Commits wait until the standby shows them; resolves when none is under way that doesn't. */
  async waitForReplay(): Promise<void> {
    this.#waitsForReplay = true;
    while (this.#hasty > 0) await pause(5);
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#working;
  }

  async #write(group: Group, writer: number): Promise<void> {
    let desk: { readonly client: Client; readonly place: Workplace } | null = null;
    while (!this.#isOver) {
      try {
        desk ??= { place: this.#place, client: await connected(this.#place.server) };
        await this.#commit(desk, group, writer);
        // Jobs don't come faster than readers and standby can follow, whatever the machine is busy with.
        await pause(this.#random.whole(0, 100));
      } catch {
        // The server was killed, or is away: only the audit knows whether it was committed.
        await desk?.client.end().catch(() => {});
        desk = null;
        await pause(50);
        await this.#clearPrepared(group, writer);
      }
    }
    await desk?.client.end().catch(() => {});
  }

  async #writeAside(): Promise<void> {
    while (!this.#isOver) {
      const writeOn = async (client: Client) => {
        await client.query('SET synchronous_commit = off');
        for (
          const { server } = this.#place;
          !this.#isOver && server === this.#place.server;
          await pause(this.#random.whole(0, 40))
        )
          await commitAside(client);
      };
      await this.#place.server.with(writeOn).catch(() => pause(50));
    }
  }

  async #commit(
    { client, place: { told } }: { readonly client: Client; readonly place: Workplace },
    group: Group,
    writer: number,
  ): Promise<void> {
    const dice = this.#random.whole(0, 9);
    const nests = this.#random.fraction() < 0.5;
    const how = { token: this.#random.whole(1, 2 ** 30), nests, undoes: dice === 0, prepares: dice > 7 };
    const isHasty = !this.#waitsForReplay;
    this.#hasty += isHasty ? 1 : 0;
    try {
      const begin = (number: number) => told.begin(group, number);
      const number = await commitOne(client, { group, writer, ...how, waitsForReplay: !isHasty, begin });
      if (number === null) return;
      told.acknowledge(group, number);
      this.#commits += 1;
    } finally {
      this.#hasty -= isHasty ? 1 : 0;
    }
  }

  /** What was prepared by a connection that was killed stays until it is committed or rolled back. */
  async #clearPrepared(group: Group, writer: number): Promise<void> {
    await this.#place.server
      .with(async (client) => {
        const { rows } = await client.query<{ gid: string }>(
          `SELECT gid FROM pg_prepared_xacts WHERE gid LIKE '${group} ${writer} %'`,
        );
        for (const { gid } of rows) await client.query(`COMMIT PREPARED '${gid}'`);
      })
      .catch(() => {});
  }
}

async function connected(server: PostgresServer): Promise<Client> {
  const client = new Client({ ...server.owner, application_name: 'writer' });
  client.on('error', () => {});
  await client.connect();
  await client.query(`SET lock_timeout = '1s'`);
  return client;
}
