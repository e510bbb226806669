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

describe('a cache of process checks', () => {
  it('checks nothing for an empty list', () => {
    const host = new Host();
    expect(host.ask()).toEqual([]);
    expect(host.looks).toEqual([]);
  });

  it('checks a process once within its fresh time', () => {
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

  it('checks at once a process that was not asked for before', () => {
    const host = new Host();
    host.processes.set(7, began(0)).set(8, began(5));
    host.ask(claimant(7));
    expect(host.ask(claimant(7), claimant(8))).toEqual([began(0), began(5)]);
  });

  it('checks again if the clock was set back', () => {
    const host = new Host();
    host.processes.set(7, began(0));
    host.ask(claimant(7));
    host.processes.set(7, none);
    host.now -= 60_000;
    expect(host.ask(claimant(7))).toEqual([none]);
  });

  it('never checks a vanished claimant again, but a later claim of the same number', () => {
    const host = new Host();
    expect(host.ask(claimant(7))).toEqual([none]);
    host.processes.set(7, began(9));
    host.now += freshMs;
    expect(host.ask(claimant(7))).toEqual([none]);
    host.now += freshMs;
    expect(host.ask(claimant(7))).toEqual([none]);
    expect(host.looks).toEqual([[7]]);
    expect(host.ask(claimant(7), claimant(7, 2))).toEqual([none, began(9)]);
    // What isn't asked for is not kept in mind.
    host.now += freshMs;
    host.ask(claimant(8));
    expect(host.ask(claimant(7))).toEqual([began(9)]);
  });

  it('checks a vanished process without a claim time again', () => {
    const host = new Host();
    expect(host.ask(claimant(7, null))).toEqual([none]);
    host.processes.set(7, began(9));
    host.now += freshMs;
    expect(host.ask(claimant(7, null))).toEqual([began(9)]);
  });
});
