import { setTimeout as pause } from 'node:timers/promises';
import { after } from '../../../lib/clock.js';
import type { Random } from '../../../lib/demo/random.js';
import type { Server } from '../../../lib/postgres/connection-parameters.js';
import { ServerLink } from '../../../lib/postgres/link/server-link.js';
import { type MirrorPace, usualPace } from '../../../lib/postgres/mirror/mirror-pace.js';
import { PostgresDatabase } from '../../../lib/postgres/postgres-database.js';
import { readShape } from '../../../lib/snapshot/tables/database-shape.js';
import type { Reach } from '../succession.js';
import { type Group, groups } from './ledger.js';
import type { Told } from './told.js';
import { type Seen, seenOf } from './verdict.js';

/** What happens around a reader. */
export interface Surroundings {
  isOver: boolean;
  /** What is known of each server that writers wrote to, one after another. */
  readonly told: readonly [Told, ...Told[]];
  /** Whether a standby may lack what was acknowledged. */
  mayLag: boolean;
  /** Different states that pictures of one instant showed. */
  readonly states: Set<string>;
}

/** What a reader showed, and when. */
export interface Picture {
  readonly seen: Readonly<Record<Group, Seen>>;
  /** Since when all of it is right, where it isn't of one instant; ms. */
  readonly rightSince: number | null;
  /** As of when a standby says that it is right, if it lags; ms. */
  readonly goodUntil: number | null;
  /** When the read began, ms, and on which of the servers the writers were when it began and when it had ended. */
  readonly began: number;
  readonly eras: readonly [began: number, ended: number];
  /** What was known when it began, and what was begun by its end. */
  readonly known: Reach;
  readonly begun: Reach;
  readonly mayLag: boolean;
}

/** The pace for a queue that is too large to be read at one instant. */
const inTurn: MirrorPace = { rowsAtOnce: 10, stepsAtOnce: 0, stepsEach: 1, fillingMs: -1 };

/** Which servers a reader is given, and how it reads: everything at once, or a range of jobs after the other. */
export interface ReaderPlan {
  readonly name: string;
  readonly servers: readonly [Server, ...Server[]];
  readonly isInTurn: boolean;
  /** At what pace it reads in turn; default: in very small steps. */
  readonly pace?: MirrorPace;
}

/** One reader from the beginning to the end, and all that it showed. */
export class LongReader {
  readonly name: string;
  readonly pictures: Picture[] = [];
  readonly #database: PostgresDatabase;
  readonly #random: Random;

  constructor({ name, servers, isInTurn, pace: own = inTurn }: ReaderPlan, random: Random) {
    this.name = name;
    this.#random = random;
    const steady = () => performance.now();
    const ssl = { mode: 'disable', rootCert: null, cert: null, key: null } as const;
    const link = new ServerLink({
      parameters: {
        ...{ servers, user: 'owner', database: 'postgres', schema: null, ssl },
        passwordOf: () => null,
      },
      ...{ after, steady, random: () => 0.5 },
      read: () => {
        throw new Error('no such file');
      },
    });
    const pace = isInTurn ? own : usualPace;
    this.#database = new PostgresDatabase({ link, label: 'there', clock: Date.now, steady, pace });
  }

  /** Reads again and again until the ordeal is over. */
  async run(around: Surroundings): Promise<void> {
    while (!around.isOver) {
      if (this.#random.fraction() < 0.3) await this.#database.look();
      const isRead = await this.#read(around);
      // The writers are in this process, too.
      await pause(isRead ? 5 : 50);
    }
  }

  async close(): Promise<void> {
    await this.#database.close();
  }

  async #read(around: Surroundings): Promise<boolean> {
    const era = around.told.length - 1;
    const [began, known, mayLag] = [Date.now(), around.told[era]?.known ?? [], around.mayLag];
    const reading = await this.#database.read((tables, walkQueue) => {
      // As a picture does: not before all rows are there.
      walkQueue(readShape(tables))?.queue();
      return { a: seenOf(tables, 'a'), b: seenOf(tables, 'b') };
    });
    if (reading.kind !== 'value') return false;
    const ended = around.told.length - 1;
    const possible = around.told.slice(era, ended + 1);
    const { a, b } = reading.value;
    if (reading.rightSince === undefined) around.states.add(`${era} ${a.commits} ${b.commits}`);
    this.pictures.push({
      ...{ seen: reading.value, began, known, eras: [era, ended], mayLag: mayLag || around.mayLag },
      rightSince: reading.rightSince ?? null,
      goodUntil: reading.limits?.goodUntil ?? null,
      begun: groups.map((_, at) => Math.max(...possible.map(({ begun }) => begun[at] ?? 0))),
    });
    return true;
  }
}
