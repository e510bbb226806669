import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Acknowledgement } from './acknowledgement.js';
import type { Depth, Verdict } from './inspection.js';
import { inspect } from './inspection.js';
import type { Scenario } from './scenario.js';
import type { OpenSource, SnapshotSource } from './source.js';
import { Staff } from './staff.js';
import { Witness } from './witness.js';

/**
 * With fewer different states than this among the accepted snapshots, the writers didn't put the reader to the test.
 */
export const leastStates = 3;

/** The result of one scenario. */
export interface OrdealResult {
  readonly scenario: Scenario;
  readonly accepted: number;
  readonly rejected: number;
  /** Accepted snapshots that show a state that never existed. */
  readonly wrong: number;
  /** What was wrong, the first few; also writers' errors, and conditions that the database was never in. */
  readonly faults: readonly string[];
  /** Reads that ended in a problem, by code. */
  readonly problems: ReadonlyMap<string, number>;
  /** Different states among the accepted. */
  readonly distinct: number;
  /** Transactions committed meanwhile. */
  readonly commits: number;
  /** Writers that were killed, or killed themselves. */
  readonly kills: number;
  /** Reads that began beside a rollback journal. */
  readonly besideJournal: number;
  readonly milliseconds: number;
}

/** How long a scenario runs, and with how many snapshots. */
export interface Effort {
  readonly open: OpenSource;
  /** Where to make the temporary folder. */
  readonly folder: string;
  readonly seed: number;
  /** Snapshots to accept. */
  readonly accepted: number;
  /** Milliseconds to run at least, even when enough are accepted: kills and checkpoints need time to happen. */
  readonly atLeast: number;
  /** Milliseconds after which to give up. */
  readonly within: number;
  /** Stop at the first fault, and leave the files for a closer look. */
  readonly stopAtFault: boolean;
}

/** Reads after which the source is closed and opened again, so that it has to start from nothing. */
const readsPerSource = 61;

/**
 * Runs one reader beside a scenario's writers, on the same database in a temporary folder, until enough snapshots are
 * accepted. Throws only if the torture itself is broken.
 */
export async function suffer(scenario: Scenario, effort: Effort): Promise<OrdealResult> {
  const folder = mkdtempSync(join(effort.folder, 'jobs-view-torture-'));
  const path = join(folder, 'bank.sqlite3');
  const slots = Array.from({ length: scenario.writers }, (_, slot) => join(folder, `acknowledged-${slot}`));
  const acknowledgements = slots.map((slot) => new Acknowledgement(slot));
  const ordeal = new Ordeal(scenario, effort, path, acknowledgements);
  try {
    const staff = await Staff.start(scenario, path, slots, effort.seed);
    try {
      return await ordeal.run(staff);
    } finally {
      await staff.dismiss();
    }
  } finally {
    for (const acknowledgement of acknowledgements) acknowledgement.close();
    if (effort.stopAtFault && ordeal.faults.length > 0) process.stdout.write(`kept: ${folder}\n`);
    else rmSync(folder, { recursive: true, force: true });
  }
}

class Ordeal {
  readonly faults: string[] = [];
  readonly #witness = new Witness();
  readonly #problems = new Map<string, number>();
  #source: SnapshotSource;
  #accepted = 0;
  #rejected = 0;
  #wrong = 0;
  #reads = 0;
  #besideJournal = 0;

  constructor(
    readonly scenario: Scenario,
    readonly effort: Effort,
    readonly path: string,
    readonly acknowledgements: readonly Acknowledgement[],
  ) {
    this.#source = effort.open(path);
  }

  async run(staff: Staff): Promise<OrdealResult> {
    const start = Date.now();
    const enough = () =>
      this.#accepted >= this.effort.accepted &&
      Date.now() - start >= this.effort.atLeast &&
      this.#witness.distinct >= leastStates;
    while (!enough() && Date.now() - start < this.effort.within) {
      await this.#readOnce();
      if (this.effort.stopAtFault && this.faults.length > 0) break;
      // Lets reports and exits of children through.
      await setImmediate();
    }
    const milliseconds = Date.now() - start;
    const { kills, errors } = await staff.stop();
    this.faults.push(...errors);
    const commits =
      this.effort.stopAtFault && this.faults.length > 0 ? 0 : await this.#compareWithNative(staff);
    await this.#closeSource();
    return {
      scenario: this.scenario,
      accepted: this.#accepted,
      rejected: this.#rejected,
      wrong: this.#wrong,
      faults: this.faults,
      problems: this.#problems,
      distinct: this.#witness.distinct,
      commits,
      kills,
      besideJournal: this.#besideJournal,
      milliseconds,
    };
  }

  /**
   * Reads once more with the writers dead and their leftovers in place, and compares that with SQLite's own recovery.
   */
  async #compareWithNative(staff: Staff): Promise<number> {
    const left = await this.#readOnce();
    const native = await staff.verify();
    const recovered = await this.#readOnce();
    this.faults.push(...native.faults.map((fault) => `natively: ${fault}`));
    // A writer killed between its commit frame and the shared memory commits at the recovery.
    if (left !== null && native.counter - left.counter > (this.scenario.journal === 'wal' ? 1 : 0)) {
      this.faults.push(`left behind: shows ${left.counter} where SQLite recovers ${native.counter}`);
    }
    if (recovered === null || recovered.counter !== native.counter) {
      this.faults.push(`recovered: shows ${recovered?.counter} where SQLite shows ${native.counter}`);
    }
    this.#judge(native, 0);
    return native.counter;
  }

  async #readOnce(): Promise<Verdict | null> {
    if (this.#reads % readsPerSource === readsPerSource - 1) {
      await this.#closeSource();
      this.#source = this.effort.open(this.path);
    }
    this.#reads += 1;
    const turn = this.#reads;
    const depth: Depth = turn % 50 === 0 ? 'whole' : turn % 5 === 0 ? 'quick' : 'sums';
    if (existsSync(`${this.path}-journal`)) this.#besideJournal += 1;
    const floor = Math.max(0, ...this.acknowledgements.map((acknowledgement) => acknowledgement.read()));
    const before = Date.now();
    const reading = await this.#source.read((database) => inspect(database, depth, turn));
    const after = Date.now();
    if (reading.kind === 'problem') {
      const { code, detail } = reading.problem;
      this.#problems.set(code, (this.#problems.get(code) ?? 0) + 1);
      // The database is always there and always sound: any other problem is false.
      if (code !== 'busy') this.#blame([`problem ${code}: ${reading.problem.sentence} ${detail ?? ''}`]);
      return null;
    }
    this.#accepted += 1;
    const faults = this.#judge(reading.value, floor);
    if (reading.asOf < before || reading.asOf > after) {
      faults.push(`as of ${reading.asOf}, read between ${before} and ${after}`);
    }
    if (faults.length > 0) {
      this.#wrong += 1;
      this.#blame(faults.map((fault) => `read ${turn}: ${fault}`));
    }
    return reading.value;
  }

  #judge(verdict: Verdict, floor: number): string[] {
    return this.#witness.judge(verdict, floor);
  }

  #blame(faults: readonly string[]): void {
    if (this.faults.length < 20) this.faults.push(...faults);
  }

  async #closeSource(): Promise<void> {
    this.#rejected += this.#source.statistics.rejected;
    await this.#source.close();
  }
}
