import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, renameSync, rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import { Random } from '../../lib/demo/random.js';
import { layOutBank } from './bank.js';
import { connect, create, nativeQueryable } from './connection.js';
import { inspect, type Verdict } from './inspection.js';
import { ProgressFile } from './progress-file.js';
import type { Scenario } from './scenario.js';

/** What a writer gets when it starts. */
export interface WriterSetup {
  readonly scenario: Scenario;
  readonly databasePath: string;
  readonly progressPath: string;
  readonly seed: number;
}

/** What a writer reports. */
export type WriterReport = { readonly type: 'working' } | { readonly type: 'error'; readonly text: string };

/** Where the writers of a scenario write, and what decides all that they do. */
export interface SupervisorSetup {
  readonly scenario: Scenario;
  readonly databasePath: string;
  /** One for each writer. */
  readonly progressPaths: readonly string[];
  readonly seed: number;
}

/** The commands of a supervisor. */
export type SupervisorCommand =
  | ({ readonly type: 'start' } & SupervisorSetup)
  /** Back the database up, or put it back as it was backed up last, while nobody writes. */
  | { readonly type: 'backUp' | 'putBack' }
  /** Kill every writer. */
  | { readonly type: 'stop' }
  /** Read the database natively; only when stopped. */
  | { readonly type: 'verify' };

/** What the supervisor reports. */
export type SupervisorReport =
  /** Every writer has committed something. */
  | { readonly type: 'working' }
  /** A writer was killed, or has killed itself. */
  | { readonly type: 'killed' }
  | { readonly type: 'backedUp' | 'restored' }
  | { readonly type: 'stopped'; readonly errors: readonly string[] }
  | { readonly type: 'verified'; readonly verdict: Verdict }
  | { readonly type: 'failed'; readonly text: string };

/**
 * Runs a scenario's writers in processes of their own, kills them as the scenario says, and puts new ones in their
 * place. It is a process too, so that writers also die while the reader is in the middle of a read.
 */
class Supervisor {
  readonly #writers = new Map<number, ChildProcess>();
  /** Started and waiting for its setup, so that a killed writer is followed at once. */
  #spare: ChildProcess | null = null;
  readonly #random: Random;
  readonly #errors: string[] = [];
  readonly #waiting: Set<number>;
  #isStopped = false;
  #killer: NodeJS.Timeout | undefined;

  constructor(readonly setup: SupervisorSetup) {
    this.#random = new Random(setup.seed);
    this.#waiting = new Set(setup.progressPaths.keys());
  }

  start(): void {
    const { databasePath, scenario } = this.setup;
    const empty = create(databasePath, scenario);
    layOutBank(empty, scenario);
    empty.close();
    this.#startWriters();
  }

  /** The closed database is backed up: SQLite recovers what the killed writers left behind. */
  async backUp(): Promise<void> {
    await this.#killAll();
    this.#recover();
    copyFileSync(this.setup.databasePath, this.#backup);
    report({ type: 'backedUp' });
    this.#startWriters();
  }

  /** By renaming, as a new file, which often gets the inode number of the old one, or through the backup API. */
  async putBack(): Promise<void> {
    const { databasePath, progressPaths } = this.setup;
    await this.#killAll();
    this.#recover();
    const way = this.#random.pick(['rename', 'new file', 'backup']);
    if (way === 'rename') {
      copyFileSync(this.#backup, `${databasePath}.copy`);
      renameSync(`${databasePath}.copy`, databasePath);
    } else if (way === 'new file') {
      rmSync(databasePath);
      copyFileSync(this.#backup, databasePath);
    } else {
      const source = new Database(this.#backup);
      await source.backup(databasePath);
      source.close();
    }
    const committed = this.#recover();
    for (const path of progressPaths) {
      const progress = new ProgressFile(path);
      // A read that began before may yet show what was begun before.
      progress.write({ committed, begun: progress.read().begun });
      progress.close();
    }
    report({ type: 'restored' });
    this.#startWriters();
  }

  async stop(): Promise<void> {
    await this.#killAll();
    this.#spare?.kill('SIGKILL');
    report({ type: 'stopped', errors: this.#errors });
  }

  verify(): void {
    const { databasePath, scenario } = this.setup;
    const database = connect(databasePath, scenario, this.#random);
    database.exec('BEGIN');
    const hasQueue = scenario.queue !== null;
    const verdict = inspect(nativeQueryable(database), { depth: 'whole', turn: 0, hasQueue });
    database.exec('COMMIT');
    database.close();
    report({ type: 'verified', verdict });
  }

  get #backup(): string {
    return `${this.setup.databasePath}.backup`;
  }

  async #killAll(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#killer);
    const living = [...this.#writers.values()].filter(
      (child) => (child.exitCode ?? child.signalCode) === null,
    );
    const exits = living.map((child) => once(child, 'exit'));
    for (const child of living) child.kill('SIGKILL');
    await Promise.all(exits);
    this.#writers.clear();
  }

  /** Closes the database as the last connection does; returns the last commit. */
  #recover(): number {
    const database = connect(this.setup.databasePath, this.setup.scenario, this.#random);
    const counter = Number(database.prepare('SELECT counter FROM state').pluck().get());
    database.close();
    return counter;
  }

  #startWriters(): void {
    this.#isStopped = false;
    for (const slot of this.setup.progressPaths.keys()) this.#startWriter(slot);
    this.#planKill();
  }

  #startWriter(slot: number): void {
    const { scenario, databasePath, progressPaths } = this.setup;
    const { [slot]: progressPath } = progressPaths;
    if (progressPath === undefined) throw new Error(`no file for the progress of writer ${slot}`);
    const writer = this.#spare ?? forkWriter();
    const isMortal = scenario.killEvery !== null || scenario.operations.suicide !== undefined;
    this.#spare = isMortal ? forkWriter() : null;
    this.#writers.set(slot, writer);
    writer.on('message', (message: WriterReport) => this.#hear(slot, message));
    writer.once('exit', (code) => {
      if (this.#isStopped) return;
      if (code === null) report({ type: 'killed' });
      else this.#errors.push(`writer ended with code ${code}`);
      if (this.#errors.length < 50) this.#startWriter(slot);
    });
    const seed = this.#random.whole(0, 2 ** 31);
    const setup: WriterSetup = { scenario, databasePath, progressPath, seed };
    writer.send(setup);
  }

  #hear(slot: number, message: WriterReport): void {
    if (message.type === 'error') this.#errors.push(message.text);
    else if (this.#waiting.delete(slot) && this.#waiting.size === 0) report({ type: 'working' });
  }

  #planKill(): void {
    const { killEvery } = this.setup.scenario;
    if (killEvery === null) return;
    const pause = this.#random.whole(killEvery / 4, killEvery * 1.75);
    this.#killer = setTimeout(() => {
      this.#writers.get(this.#random.whole(0, this.#writers.size - 1))?.kill('SIGKILL');
      this.#planKill();
    }, pause);
  }
}

function forkWriter(): ChildProcess {
  return fork(new URL('./writer.js', import.meta.url), { stdio: 'inherit' });
}

function report(message: SupervisorReport): void {
  process.send?.(message);
}

let supervisor: Supervisor | null = null;

async function obey(command: SupervisorCommand): Promise<void> {
  if (command.type === 'start') {
    supervisor = new Supervisor(command);
    supervisor.start();
  } else await supervisor?.[command.type]();
}

process.on('message', (command: SupervisorCommand) => {
  obey(command).catch((error: unknown) => report({ type: 'failed', text: String(error) }));
});
process.once('disconnect', () => process.exit());
