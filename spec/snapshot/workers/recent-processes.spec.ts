import { describe, expect, it } from '@jest/globals';
import type { ProcessEntry } from '../../../lib/model/worker.js';
import { type Claimant, freshMs, RecentProcesses } from '../../../lib/snapshot/workers/recent-processes.js';

const began = (startedAt: number): ProcessEntry => ({ kind: 'running', startedAt });
const none: ProcessEntry = { kind: 'none' };

/** Processes of a host that the spec makes up, and which of them were looked for. */
class Host {
  readonly looks: number[][] = [];
  now = 1_000_000;
  readonly processes = new Map<number, ProcessEntry>();
  readonly recent = new RecentProcesses(
    {
      look: (pids) => {
        const asked = [...pids];
        this.looks.push(asked);
        return new Map(asked.map((pid) => [pid, this.processes.get(pid) ?? none]));
      },
    },
    () => this.now,
  );

  /** What is known of each of these. */
  ask(...claimants: readonly Claimant[]): readonly (ProcessEntry | null)[] {
    const entryOf = this.recent.of(claimants);
    return claimants.map(entryOf);
  }
}

const claimant = (pid: number, claimedAt: number | null = 1): Claimant => ({ pid, claimedAt });

describe('recent checks of processes', () => {
  it('asks nobody where there is nobody to ask for', () => {
    const host = new Host();
    expect(host.ask()).toEqual([]);
    expect(host.looks).toEqual([]);
  });

  it('looks once for what is asked within a short time', () => {
    const host = new Host();
    host.processes.set(7, began(0));
    expect(host.ask(claimant(7))).toEqual([began(0)]);
    host.processes.set(7, none);
    host.now += freshMs - 1;
    expect(host.ask(claimant(7))).toEqual([began(0)]);
    host.now += 1;
    expect(host.ask(claimant(7))).toEqual([none]);
    expect(host.looks).toEqual([[7], [7]]);
  });

  it('looks again at once for one that was not asked for', () => {
    const host = new Host();
    host.processes.set(7, began(0)).set(8, began(5));
    host.ask(claimant(7));
    expect(host.ask(claimant(7), claimant(8))).toEqual([began(0), began(5)]);
  });

  it('looks again where the clock was put back', () => {
    const host = new Host();
    host.processes.set(7, began(0));
    host.ask(claimant(7));
    host.processes.set(7, none);
    host.now -= 60_000;
    expect(host.ask(claimant(7))).toEqual([none]);
  });

  it('never looks again for one that is gone, whoever gets its number', () => {
    const host = new Host();
    expect(host.ask(claimant(7))).toEqual([none]);
    host.processes.set(7, began(9));
    host.now += freshMs;
    expect(host.ask(claimant(7))).toEqual([none]);
    host.now += freshMs;
    expect(host.ask(claimant(7))).toEqual([none]);
    expect(host.looks).toEqual([[7]]);
    expect(host.ask(claimant(7), claimant(7, 2))).toEqual([none, began(9)]);
  });

  it('looks again for one of which nobody wrote when it took its job', () => {
    const host = new Host();
    expect(host.ask(claimant(7, null))).toEqual([none]);
    host.processes.set(7, began(9));
    host.now += freshMs;
    expect(host.ask(claimant(7, null))).toEqual([began(9)]);
  });
});
