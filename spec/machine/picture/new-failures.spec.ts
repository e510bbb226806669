import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { JobsStateMachine } from '../../../lib/machine/jobs-state-machine.js';
import { positionsInSight } from '../../../lib/machine/modes/selecting.js';
import type { Job } from '../../../lib/model/job.js';
import { jobWith } from '../../support/job-with.js';
import { machineInRoom, press } from '../machine-in-room.js';
import { answer, heightOf } from '../queue-in-memory.js';

const start = Date.UTC(2026, 0, 1);

/** A queue that goes on for ten seconds with each change, and the operator before its list of failures. */
class Watched {
  readonly machine: JobsStateMachine = machineInRoom();
  jobs: readonly Job[];
  #now = start;
  #next = 0;
  /** Failures since the top was seen that weren't on the screen yet, and those before. */
  readonly unseen = new Set<string>();

  constructor(count: number) {
    this.jobs = Array.from({ length: count }, (_, index) => this.#failed(start - (index + 1) * 10_000));
    this.look();
  }

  #failed(completedAt = this.#now): Job {
    this.#next += 1;
    return jobWith({ id: `${this.#next}`, status: 'failed', statusText: 'FAILED', priority: 3, completedAt });
  }

  fail(): void {
    this.#now += 10_000;
    const job = this.#failed();
    this.unseen.add(job.id);
    this.jobs = [job, ...this.jobs];
  }

  retry(place: number): void {
    this.#now += 10_000;
    this.jobs = this.jobs.toSpliced(place % Math.max(1, this.jobs.length), 1);
  }

  /** The database is read until nothing more is asked for; then the operator looks. */
  look(): void {
    for (let more = true; more; ) {
      const request = this.machine.request();
      const picture = answer(this.jobs, request, this.#now);
      more = this.machine.handle({ type: 'picture', picture, request }).some(({ type }) => type === 'read');
    }
    this.see();
  }

  see(): void {
    const { connection } = this.machine.state;
    if (connection.kind !== 'live') return;
    const { window } = connection.picture;
    const { first, end } = positionsInSight(this.machine.state, window, heightOf) ?? { first: 0, end: 0 };
    const onScreen = first === 0 ? this.jobs : this.jobs.slice(first, end);
    for (const { id } of onScreen) this.unseen.delete(id);
  }

  press(...keys: readonly string[]): void {
    for (const key of keys) {
      press(this.machine, key);
      this.look();
    }
  }

  /** How many the screen tells of, and how many there are. */
  counts(): readonly [number, number] {
    const there = this.jobs.filter(({ id }) => this.unseen.has(id)).length;
    return [this.machine.state.above?.count ?? 0, there];
  }
}

describe('the count of new failures above', () => {
  it('is that of failures which are there and were not on the screen since its top was', () => {
    const step = fc.oneof(
      fc.constantFrom('j', 'j', 'k', 'k', 'g', 'PageUp', 'PageDown', 'fail', 'fail'),
      fc.nat(30),
    );
    fc.assert(
      fc.property(fc.nat(20), fc.array(step, { maxLength: 30 }), (count, steps) => {
        const watched = new Watched(count);
        for (const each of steps) {
          if (each === 'fail') watched.fail();
          else if (typeof each === 'number') watched.retry(each);
          else watched.press(each);
          watched.look();
          const [said, there] = watched.counts();
          expect(said).toBe(there);
        }
      }),
    );
  });

  it('goes on where the top is not loaded, and is right again near it', () => {
    const watched = new Watched(400);
    watched.press('j', 'j', 'j');
    watched.fail();
    watched.look();
    watched.press('G');
    expect(watched.counts()).toEqual([1, 1]);
    for (const place of [401, 400]) {
      watched.fail();
      watched.look();
      watched.retry(place);
      watched.look();
    }
    expect(watched.counts()).toEqual([3, 3]);
    watched.press('Enter', 'Escape', ...Array<string>(120).fill('PageUp'));
    expect(watched.counts()).toEqual([0, 0]);
  });

  it('is none for another list, a database that numbers its jobs anew, and counts that are not known', () => {
    const watched = new Watched(40);
    watched.press('j', 'j', 'j', 'j', 'j');
    watched.jobs = watched.jobs.map((job) => ({ ...job, id: `new ${job.id}`, completedAt: start - 60_000 }));
    watched.look();
    expect(watched.counts()).toEqual([0, 0]);
    watched.press('j', 'j', 'j', 'j', 'j', 'j');
    watched.fail();
    watched.look();
    expect(watched.counts()).toEqual([1, 1]);
    watched.press('m');
    watched.fail();
    watched.press('m');
    expect(watched.counts()).toEqual([2, 2]);
    watched.press('f', 'o', 'Enter');
    expect(watched.counts()[0]).toBe(0);
  });
});
