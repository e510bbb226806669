import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause, setImmediate } from 'node:timers/promises';
import { Random } from '../../lib/demo/random.js';
import { type Depth, inspect, type Verdict } from './inspection.js';
import { type Progress, ProgressFile } from './progress-file.js';
import type { Scenario } from './scenario.js';
import type { SnapshotSource } from './sources.js';
import { Staff } from './staff.js';
import { Succession } from './succession.js';
import { type Counts, type Effort, missing, type Outcome } from './trial.js';

/** How one file's reader is put to the test. */
export interface FileEffort extends Effort {
  /** Opens the reader. */
  readonly open: (path: string) => SnapshotSource;
  /** Where to make the temporary folder. */
  readonly folder: string;
  /** Seconds after which to give up. */
  readonly within: number;
  /** Stop at the first fault, and leave the files for a closer look. */
  readonly stopAtFault: boolean;
}

/** With fewer different states than this, the writers hardly wrote, and didn't put the reader to the test. */
const leastOfAll: Counts = { accepted: 1, states: 3 };
/** Reads after which the reader is closed and opened again, so that it has to start from nothing. */
const readsPerSource = 61;

/**
 * Runs one reader beside a scenario's writers, on the same database in a temporary folder, until enough snapshots are
 * accepted. Throws only if the torture itself is broken.
 */
export async function suffer(scenario: Scenario, effort: FileEffort): Promise<Outcome> {
  const folder = mkdtempSync(join(effort.folder, 'jobs-view-torture-'));
  const databasePath = join(folder, 'bank.sqlite3');
  const progressPaths = Array.from({ length: scenario.writers }, (_, slot) =>
    join(folder, `progress-${slot}`),
  );
  const files = progressPaths.map((path) => new ProgressFile(path));
  const ordeal = new Ordeal(scenario, effort, databasePath, files);
  try {
    const staff = await Staff.start({ scenario, databasePath, progressPaths, seed: effort.seed });
    try {
      return await ordeal.run(staff);
    } finally {
      await staff.dismiss();
    }
  } finally {
    for (const file of files) file.close();
    if (effort.stopAtFault && ordeal.faults.length > 0) process.stdout.write(`kept: ${folder}\n`);
    else rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

class Ordeal {
  readonly faults: string[] = [];
  readonly #least: Counts;
  readonly #counts = { accepted: 0, rejected: 0, wrong: 0, states: 0, commits: 0, kills: 0, restores: 0 };
  readonly #problems: Record<string, number> = {};
  readonly #states = new Set<number>();
  #besideJournal = 0;
  /** What was seen in the last era in which something was. */
  #witness = new Witness();
  #witnessed = 0;
  #source: SnapshotSource;
  #reads = 0;
  /** Counts up when the database begins to be put back, and when it has been: what is read meanwhile may be of either. */
  #era = 0;
  #isOver = false;

  constructor(
    readonly scenario: Scenario,
    readonly effort: FileEffort,
    readonly path: string,
    readonly files: readonly ProgressFile[],
  ) {
    this.#source = effort.open(path);
    this.#least = { ...leastOfAll, ...effort.least };
  }

  async run(staff: Staff): Promise<Outcome> {
    const { seconds, within, stopAtFault } = this.effort;
    const start = performance.now();
    const passed = () => (performance.now() - start) / 1000;
    const counts = () => ({ ...this.#counts, states: this.#states.size, kills: staff.kills });
    const isEnough = () => passed() >= seconds && missing(counts(), this.#least).length === 0;
    const restoring = this.scenario.isRestored ? this.#restore(staff) : null;
    while (!isEnough() && passed() < within && !(stopAtFault && this.faults.length > 0)) {
      await this.#readOnce();
      // Lets reports and exits of children through.
      await setImmediate();
    }
    this.#isOver = true;
    await restoring;
    const ms = Math.round(1000 * passed());
    this.faults.push(...(await staff.stop()));
    const { wrong, ...counted } = counts();
    if (!stopAtFault || this.faults.length === 0) counted.commits = await this.#compareWithNative(staff);
    await this.#closeSource();
    if (wrong > 0) this.faults.push(`${wrong} of ${counted.accepted} accepted snapshots are wrong`);
    this.faults.push(...missing(counted, this.#least));
    const { rejected } = this.#counts;
    return {
      counts: { ...counted, rejected, wrong, ...this.#problems, 'beside a journal': this.#besideJournal, ms },
      faults: this.faults,
    };
  }

  /** Has the database backed up and put back, again and again. */
  async #restore(staff: Staff): Promise<void> {
    const random = new Random(this.effort.seed);
    try {
      for (let backups = 0; !this.#isOver; await pause(random.whole(200, 2500))) {
        if (backups === 0 || random.fraction() < 0.4) {
          await staff.backUp();
          backups += 1;
          continue;
        }
        this.#era += 1;
        await staff.putBack();
        this.#era += 1;
        this.#counts.restores += 1;
      }
    } catch (error) {
      this.faults.push(`restoring: ${error}`);
    }
  }

  /**
   * Reads once more with the writers dead and their leftovers in place, and compares that with SQLite's own recovery.
   */
  async #compareWithNative(staff: Staff): Promise<number> {
    const left = await this.#readOnce();
    const native = await staff.verify();
    const recovered = await this.#readOnce();
    const faults = this.#witnessOf(this.#era).judge(native, 0, this.#progress().begun);
    this.faults.push(...faults.map((fault) => `natively: ${fault}`));
    // A writer killed between its commit frame and the shared memory commits at the recovery.
    if (left !== null && native.counter - left.counter > (this.scenario.journal === 'wal' ? 1 : 0)) {
      this.faults.push(`left behind: shows ${left.counter} where SQLite recovers ${native.counter}`);
    }
    if (recovered === null || recovered.counter !== native.counter) {
      this.faults.push(`recovered: shows ${recovered?.counter} where SQLite shows ${native.counter}`);
    }
    return native.counter;
  }

  async #readOnce(): Promise<Verdict | null> {
    if (this.scenario.queue === null && this.#reads % readsPerSource === readsPerSource - 1) {
      await this.#closeSource();
      this.#source = this.effort.open(this.path);
    }
    this.#reads += 1;
    const turn = this.#reads;
    const depth: Depth = turn % 50 === 0 ? 'whole' : turn % 5 === 0 ? 'quick' : 'sums';
    const hasQueue = this.scenario.queue !== null;
    if (existsSync(`${this.path}-journal`)) this.#besideJournal += 1;
    const [era, known, before] = [this.#era, this.#progress(), Date.now()];
    const reading = await this.#source.read((database, walkQueue) =>
      inspect(database, { depth, turn, hasQueue, walkQueue }),
    );
    const [after, most] = [Date.now(), Math.max(known.begun, this.#progress().begun)];
    // What was read while the database was put back may be of before or after, and the file may have been away.
    const isSteady = era === this.#era && era % 2 === 0;
    if (reading.kind === 'problem') {
      const { code, detail, sentence } = reading.problem;
      this.#problems[code] = (this.#problems[code] ?? 0) + 1;
      // The database is always there and always sound: any other problem is false.
      if (code !== 'busy' && isSteady) this.#blame([`problem ${code}: ${sentence} ${detail ?? ''}`]);
      return null;
    }
    this.#counts.accepted += 1;
    this.#states.add(reading.value.counter);
    const witness = isSteady ? this.#witnessOf(era) : new Witness();
    const faults = witness.judge(reading.value, isSteady ? known.committed : 0, most);
    if (reading.asOf < before || reading.asOf > after) {
      faults.push(`as of ${reading.asOf}, read between ${before} and ${after}`);
    }
    if (faults.length > 0) {
      this.#counts.wrong += 1;
      this.#blame(faults.map((fault) => `read ${turn}: ${fault}`));
    }
    return reading.value;
  }

  #witnessOf(era: number): Witness {
    if (era !== this.#witnessed) this.#witness = new Witness();
    this.#witnessed = era;
    return this.#witness;
  }

  /** How far the writers are together. */
  #progress(): Progress {
    const all = this.files.map((file) => file.read());
    const furthest = (of: (progress: Progress) => number) => Math.max(...all.map(of));
    return { committed: furthest(({ committed }) => committed), begun: furthest(({ begun }) => begun) };
  }

  #blame(faults: readonly string[]): void {
    if (this.faults.length < 20) this.faults.push(...faults);
  }

  async #closeSource(): Promise<void> {
    this.#counts.rejected += this.#source.statistics.rejected;
    await this.#source.close();
  }
}

/** How many transactions the witness remembers; several times what one snapshot shows. */
const memory = 5000;

/**
 * Remembers what earlier snapshots of one database showed, and finds what can't follow from it: time running
 * backwards, a commit missing that was acknowledged before the read began, or two transactions with the same number,
 * one of which was never committed.
 */
class Witness {
  readonly #tokens = new Map<number, number>();
  readonly #succession = new Succession();

  /**
   * Faults of one more snapshot, its own included; `least` is the commit acknowledged before the read began, `most`
   * the one begun last by its end.
   */
  judge({ counter, history, faults: own }: Verdict, least: number, most: number): string[] {
    const faults = [...own, ...this.#succession.judge({ reach: [counter], least: [least], most: [most] })];
    for (const [number, token] of history) {
      const known = this.#tokens.get(number);
      if (known !== undefined && known !== token) {
        faults.push(`transaction ${number} has token ${token}, and had ${known}: one of them never happened`);
      }
      this.#tokens.set(number, token);
    }
    this.#forget();
    return faults;
  }

  #forget(): void {
    for (const number of this.#tokens.keys()) {
      if (this.#tokens.size <= memory) return;
      this.#tokens.delete(number);
    }
  }
}
