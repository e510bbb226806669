import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Random } from '../../lib/demo/random.js';
import { layOutBank } from './bank.js';
import { connect, create } from './connection.js';
import type { Verdict } from './inspection.js';
import { inspectNatively } from './native-inspection.js';
import type { Scenario } from './scenario.js';

/** What a writer is told when it starts. */
export interface WriterSetup {
  readonly scenario: Scenario;
  readonly databasePath: string;
  readonly acknowledgementPath: string;
  readonly seed: number;
}

/** What a writer says. */
export type WriterReport = { readonly type: 'working' } | { readonly type: 'error'; readonly text: string };

/** What the supervisor is told. */
export type SupervisorCommand =
  | {
      readonly type: 'start';
      readonly scenario: Scenario;
      readonly databasePath: string;
      readonly acknowledgementPaths: readonly string[];
      readonly seed: number;
    }
  /** Kill every writer. */
  | { readonly type: 'stop' }
  /** Read the database natively; only when stopped. */
  | { readonly type: 'verify' };

/** What the supervisor says. */
export type SupervisorReport =
  /** Every writer has committed something. */
  | { readonly type: 'working' }
  | { readonly type: 'stopped'; readonly kills: number; readonly errors: readonly string[] }
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
  #waiting: Set<number>;
  #kills = 0;
  #stopping = false;
  #killer: NodeJS.Timeout | null = null;

  constructor(readonly setup: Extract<SupervisorCommand, { type: 'start' }>) {
    this.#random = new Random(setup.seed);
    this.#waiting = new Set(setup.acknowledgementPaths.keys());
  }

  start(): void {
    const { databasePath, scenario } = this.setup;
    const empty = create(databasePath, scenario);
    layOutBank(empty, scenario);
    empty.close();
    for (const slot of this.setup.acknowledgementPaths.keys()) this.#startWriter(slot);
    this.#planKill();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#killer !== null) clearTimeout(this.#killer);
    const children = [...this.#writers.values(), ...(this.#spare === null ? [] : [this.#spare])];
    const exits = children.map((child) => once(child, 'exit'));
    for (const child of children) child.kill('SIGKILL');
    await Promise.all(exits);
    report({ type: 'stopped', kills: this.#kills, errors: this.#errors });
  }

  verify(): void {
    const { databasePath, scenario } = this.setup;
    const database = connect(databasePath, scenario);
    report({ type: 'verified', verdict: inspectNatively(database) });
    database.close();
  }

  #startWriter(slot: number): void {
    const { scenario, databasePath, acknowledgementPaths } = this.setup;
    const acknowledgementPath = acknowledgementPaths[slot];
    if (acknowledgementPath === undefined) throw new Error(`no acknowledgement file for writer ${slot}`);
    const writer = this.#spare ?? forkWriter();
    this.#spare = this.#mortal() ? forkWriter() : null;
    this.#writers.set(slot, writer);
    writer.on('message', (message: WriterReport) => this.#hear(slot, message));
    writer.once('exit', (code) => {
      if (this.#stopping) return;
      if (code === null) this.#kills += 1;
      else this.#errors.push(`writer ended with code ${code}`);
      if (this.#errors.length < 50) this.#startWriter(slot);
    });
    const setup: WriterSetup = {
      scenario,
      databasePath,
      acknowledgementPath,
      seed: this.#random.whole(0, 2 ** 31),
    };
    writer.send(setup);
  }

  #mortal(): boolean {
    const { killEvery, operations } = this.setup.scenario;
    return killEvery !== null || operations.suicide !== undefined;
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
  } else if (command.type === 'stop') await supervisor?.stop();
  else supervisor?.verify();
}

process.on('message', (command: SupervisorCommand) => {
  obey(command).catch((error: unknown) => report({ type: 'failed', text: String(error) }));
});
process.once('disconnect', () => process.exit());
