import { copyFileSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Random } from '../../../lib/demo/random.js';
import { everyJob } from '../../../lib/model/filter.js';
import type { JobCounts } from '../../../lib/model/picture.js';
import { LiveDatabase } from '../../../lib/snapshot/live-database.js';
import { readShape } from '../../../lib/snapshot/tables/database-shape.js';
import type { DatabaseVersion } from '../../support/database-versions.js';
import { createDatabase } from '../../support/databases.js';
import { Succession } from '../succession.js';
import { ClerkProcess, type Written } from './clerk-process.js';
import { countsAfter, jobs, statusAfter } from './history.js';

/** What is put to the test. */
export interface QueueOrdealPlan {
  readonly folder: string;
  readonly version: DatabaseVersion;
  readonly journal: 'wal' | 'delete';
  /** How long it lasts at least. */
  readonly seconds: number;
  /** How much there has to be before it ends, however long that takes a busy machine; default: nothing. */
  readonly least?: Omit<QueueOrdealResult, 'wrong'>;
  readonly seed: number;
}

/** How it ended; `wrong` says what was read that never existed, or was too old. */
export interface QueueOrdealResult {
  readonly accepted: number;
  readonly states: number;
  readonly kills: number;
  readonly restores: number;
  readonly wrong: readonly string[];
}

interface Seen {
  readonly step: number;
  readonly counts: JobCounts;
  readonly matching: number;
  readonly top: readonly string[];
}

/**
 * One reader, open all the time, beside a writer that is killed, whose database is vacuumed, checkpointed, backed up
 * and put back by renaming, by the backup API, and into a file made again under the same name. Each read must show the
 * queue as it stood after some step, no earlier than what was committed before the read began, no later than what was
 * begun by its end, and never before what the last read showed, unless the database was put back meanwhile.
 */
export async function queueOrdeal(plan: QueueOrdealPlan): Promise<QueueOrdealResult> {
  const folder = mkdtempSync(join(plan.folder, 'jobs-view-queue-'));
  const path = join(folder, 'queue.sqlite3');
  await createDatabase(path, {
    version: plan.version,
    journalMode: plan.journal,
    sql: [
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${jobs})
        INSERT INTO cf_processing_queue (id, plugin_name, status, claim_time) SELECT i, 'p', 'PENDING', 1768300000 + i FROM n`,
      'CREATE TABLE history (step INTEGER)',
      'INSERT INTO history VALUES (0)',
    ],
  });
  const ordeal = new QueueOrdeal(path, folder, plan.seed);
  try {
    return await ordeal.run(plan.seconds, plan.least ?? nothing);
  } finally {
    await ordeal.end();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

const nothing = { accepted: 0, states: 0, kills: 0, restores: 0 };

class QueueOrdeal {
  readonly #random: Random;
  readonly #reader: LiveDatabase;
  readonly #written: Written = { committed: 0, begun: 0 };
  readonly #wrong: string[] = [];
  readonly #steps = new Set<number>();
  #clerk: ClerkProcess;
  /** Counts up while the database is put back, and again once it is: what is read meanwhile may be of either. */
  #era = 0;
  #accepted = 0;
  #kills = 0;
  #restores = 0;
  #isOver = false;

  readonly #path: string;
  readonly #folder: string;

  constructor(path: string, folder: string, seed: number) {
    this.#path = path;
    this.#folder = folder;

    this.#random = new Random(seed);
    this.#reader = new LiveDatabase(path);
    this.#clerk = this.#newClerk();
  }

  async run(seconds: number, least: typeof nothing): Promise<QueueOrdealResult> {
    const until = performance.now() + seconds * 1000;
    const isEnough = () => {
      const { accepted, states, kills, restores } = this.#result;
      const isAllThere = accepted >= least.accepted && states >= least.states && kills >= least.kills;
      // Once something is wrong, what is waited for may never be seen.
      const isDone = this.#wrong.length > 0 || (isAllThere && restores >= least.restores);
      return performance.now() >= until && isDone;
    };
    await Promise.all([this.#disturb(isEnough), this.#read()]);
    return this.#result;
  }

  get #result(): QueueOrdealResult {
    return {
      accepted: this.#accepted,
      states: this.#steps.size,
      kills: this.#kills,
      restores: this.#restores,
      wrong: this.#wrong,
    };
  }

  async end(): Promise<void> {
    this.#isOver = true;
    await this.#clerk.kill();
    await this.#reader.close();
  }

  #newClerk(): ClerkProcess {
    return new ClerkProcess(this.#path, this.#random.whole(0, 2 ** 30), this.#written);
  }

  async #disturb(isEnough: () => boolean): Promise<void> {
    const backup = join(this.#folder, 'backup.sqlite3');
    let backedUp: number | null = null;
    while (!this.#isOver && !isEnough()) {
      await setTimeout(this.#random.whole(50, 500));
      const what = this.#random.fraction();
      if (what < 0.5) {
        await this.#clerk.kill();
        this.#kills += 1;
        this.#clerk = this.#newClerk();
      } else if (what < 0.75 || backedUp === null) {
        backedUp = await this.#clerk.ask('pause', 'paused');
        copyFileSync(this.#path, backup);
        await this.#clerk.ask('resume', 'at');
      } else {
        await this.#putBack(backup, backedUp);
      }
    }
    this.#isOver = true;
  }

  async #putBack(backup: string, step: number): Promise<void> {
    await this.#clerk.ask('pause', 'paused');
    this.#era += 1;
    const way = this.#random.whole(0, 2);
    if (way === 0) {
      const beside = join(this.#folder, 'beside.sqlite3');
      copyFileSync(backup, beside);
      renameSync(beside, this.#path);
    } else if (way === 1) {
      // The file system often gives the new file the inode number of the old one.
      rmSync(this.#path);
      copyFileSync(backup, this.#path);
    } else await this.#clerk.ask(`restore ${backup}`, 'restored');
    this.#written.committed = step;
    await this.#clerk.ask('resume', 'at');
    this.#era += 1;
    this.#restores += 1;
  }

  async #read(): Promise<void> {
    let succession = new Succession();
    let era = 0;
    while (!this.#isOver) {
      const [eraBefore, committed] = [this.#era, this.#written.committed];
      if (eraBefore !== era) succession = new Succession();
      era = eraBefore;
      const reading = await this.#reader.read((database, walkQueue): Seen | null => {
        const queue = walkQueue(readShape(database))?.queue() ?? null;
        const counts = queue?.index.table()?.counts();
        if (queue === null || counts === undefined) return null;
        const [row] = database.all('SELECT step FROM history');
        const list = queue.list(everyJob);
        return { step: Number(row?.step), counts, matching: list.size().matching, top: list.ids(0, 20) };
      });
      await setTimeout(0);
      const isSameEra = this.#era === eraBefore && eraBefore % 2 === 0;
      if (reading.kind === 'problem') {
        if (isSameEra && reading.problem.code !== 'busy')
          this.#wrong.push(`a problem: ${reading.problem.code}`);
        continue;
      }
      const { value: seen } = reading;
      if (seen === null) {
        this.#wrong.push('read without the index');
        continue;
      }
      await this.#inspect(seen);
      const shown = { reach: [seen.step], least: [isSameEra ? committed : 0], most: [this.#written.begun] };
      this.#wrong.push(...(isSameEra ? succession : new Succession()).judge(shown));
    }
  }

  async #inspect({ step, counts, matching, top }: Seen): Promise<void> {
    this.#accepted += 1;
    this.#steps.add(step);
    // What the clerk says may still be on its way.
    for (let tries = 0; tries < 200 && step > this.#written.begun; tries += 1) await setTimeout(10);
    const found = JSON.stringify(counts);
    const expected = JSON.stringify(countsAfter(step));
    const stand = top.map((id) => statusAfter(Number(id), step));
    const failed = Math.min(counts.failed, top.length);
    if (found !== expected) this.#wrong.push(`step ${step}: ${found} instead of ${expected}`);
    if (matching !== jobs) this.#wrong.push(`step ${step}: ${matching} jobs in the list`);
    if (stand.slice(0, failed).some((status) => status !== 'failed'))
      this.#wrong.push(`step ${step}: the list begins with ${stand.join(', ')}`);
  }
}
