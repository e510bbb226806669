import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Verdict } from './inspection.js';
import type { Scenario } from './scenario.js';
import type { SupervisorCommand, SupervisorReport } from './supervisor.js';

/** The writers of one scenario as seen from the reader's process: starts and stops them, and has SQLite itself read. */
export class Staff {
  readonly #supervisor: ChildProcess;

  private constructor(supervisor: ChildProcess) {
    this.#supervisor = supervisor;
  }

  /** Makes the database, starts the writers, and comes back once each of them has committed something. */
  static async start(
    scenario: Scenario,
    databasePath: string,
    acknowledgementPaths: readonly string[],
    seed: number,
  ): Promise<Staff> {
    const supervisor = fork(new URL('./supervisor.js', import.meta.url), {
      serialization: 'advanced',
      stdio: 'inherit',
    });
    const staff = new Staff(supervisor);
    await staff.#ask({ type: 'start', scenario, databasePath, acknowledgementPaths, seed }, 'working');
    return staff;
  }

  /** Kills every writer; says how many had been killed before, and what went wrong with any. */
  stop(): Promise<{ readonly kills: number; readonly errors: readonly string[] }> {
    return this.#ask({ type: 'stop' }, 'stopped');
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
