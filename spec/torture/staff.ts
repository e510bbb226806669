import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Verdict } from './inspection.js';
import type { SupervisorCommand, SupervisorReport, SupervisorSetup } from './supervisor.js';

/** The writers of one scenario as seen from the reader's process: starts and stops them, and has SQLite itself read. */
export class Staff {
  readonly #supervisor: ChildProcess;
  #kills = 0;

  private constructor(supervisor: ChildProcess) {
    this.#supervisor = supervisor;
    supervisor.on('message', ({ type }: SupervisorReport) => {
      if (type === 'killed') this.#kills += 1;
    });
  }

  /** Makes the database, starts the writers, and comes back once each of them has committed something. */
  static async start(setup: SupervisorSetup): Promise<Staff> {
    const program = new URL('./supervisor.js', import.meta.url);
    const staff = new Staff(fork(program, { serialization: 'advanced', stdio: 'inherit' }));
    await staff.#ask({ type: 'start', ...setup }, 'working');
    return staff;
  }

  /** Writers that were killed so far, or killed themselves. */
  get kills(): number {
    return this.#kills;
  }

  /** Backs the database up; writers wait meanwhile. */
  async backUp(): Promise<void> {
    await this.#ask({ type: 'backUp' }, 'backedUp');
  }

  /** Puts the database back as it was backed up last; writers go on from there. */
  async putBack(): Promise<void> {
    await this.#ask({ type: 'putBack' }, 'restored');
  }

  /** Kills every writer; resolves to what went wrong with any. */
  async stop(): Promise<readonly string[]> {
    return (await this.#ask({ type: 'stop' }, 'stopped')).errors;
  }

  /** SQLite's own reading, recovery included. Only when stopped. */
  async verify(): Promise<Verdict> {
    return (await this.#ask({ type: 'verify' }, 'verified')).verdict;
  }

  /** Ends the supervisor, and with it every writer that is left. */
  async dismiss(): Promise<void> {
    if (this.#supervisor.exitCode !== null) return;
    const exit = once(this.#supervisor, 'exit');
    if (this.#supervisor.connected) this.#supervisor.disconnect();
    await exit;
  }

  #ask<K extends SupervisorReport['type']>(
    command: SupervisorCommand,
    type: K,
  ): Promise<Extract<SupervisorReport, { type: K }>> {
    const supervisor = this.#supervisor;
    return new Promise((resolve, reject) => {
      const hear = (report: SupervisorReport) => {
        if (report.type === 'failed') settle(() => reject(new Error(report.text)));
        else if (report.type === type)
          settle(() => resolve(report as Extract<SupervisorReport, { type: K }>));
      };
      const end = () => settle(() => reject(new Error('the supervisor ended')));
      const settle = (then: () => void) => {
        supervisor.off('message', hear).off('exit', end);
        then();
      };
      supervisor.on('message', hear).once('exit', end);
      supervisor.send(command);
    });
  }
}
