import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { positionsInSight } from '../../../lib/machine/modes/selecting.js';
import { pictureOf } from '../../../lib/machine/state/job-window.js';
import { type Job, qualifiedId } from '../../../lib/model/job.js';
import { defaultPanel } from '../../../lib/model/saved-view.js';
import { defaultSort } from '../../../lib/model/sort.js';
import { jobWith } from '../../support/job-with.js';
import { machineInRoom, press } from '../machine-in-room.js';
import { answer, heightOf } from '../queue-in-memory.js';

const start = Date.UTC(2026, 0, 1);
const failure = (id: string, completedAt: number) =>
  jobWith({ id, status: 'failed', statusText: 'FAILED', priority: 3, completedAt });

/** How the list is: of one database, of two whose jobs have the same ids, or with the oldest failure first. */
type Kind = 'one' | 'two' | 'reversed';

/** A list of so many failures, which goes on for ten seconds with each change, and an operator before it. */
function watched(count: number, kind: Kind = 'one') {
  const sort = { ...defaultSort, reversed: kind === 'reversed' };
  const machine = machineInRoom({ panel: { ...defaultPanel, sort } });
  const idsOf = (id: string) => (kind === 'two' ? ['a', 'b'].map((name) => qualifiedId(name, id)) : [id]);
  const failed = (number: number, at: number) => idsOf(`${number}`).map((id) => failure(id, at));
  let jobs = Array.from({ length: count }, (_, at) => failed(at, start - (at + 1) * 10_000)).flat();
  if (kind === 'reversed') jobs.reverse();
  let now = start;
  /** Failures since the top was on the screen that weren't there themselves. */
  const unseen = new Set<string>();
  let above = 0;
  const isUnseen = ({ id }: Job, index: number) => index < above && unseen.has(id);
  /** The database is read until nothing more is asked for; then the operator looks. */
  const look = () => {
    for (let more = true; more; ) {
      const request = machine.request();
      const picture = answer(jobs, request, now);
      more = machine.handle({ type: 'picture', picture, request }).some(({ type }) => type === 'read');
    }
    const window = pictureOf(machine.state.connection)?.window;
    const seen = window && positionsInSight(machine.state, window, heightOf);
    const [first, end] = seen?.first ? [seen.first, seen.end] : [0, jobs.length];
    for (const { id } of jobs.slice(first, end)) unseen.delete(id);
    above = first;
  };
  const change = (changed: typeof jobs) => {
    now += 10_000;
    jobs = changed;
    look();
  };
  look();
  return {
    fail() {
      const fresh = failed(now, now + 10_000);
      for (const { id } of fresh) unseen.add(id);
      change(kind === 'reversed' ? [...jobs, ...fresh] : [...fresh, ...jobs]);
    },
    retry: (place: number) => change(jobs.toSpliced(place % Math.max(1, jobs.length), 1)),
    renumber: () => change(jobs.map((job) => ({ ...job, id: `new ${job.id}` }))),
    press: (...keys: readonly string[]) =>
      keys.forEach((key) => {
        press(machine, key);
        look();
      }),
    /** How many the screen tells of, and how many there are above. */
    counts: () => [machine.state.above?.count ?? 0, jobs.filter(isUnseen).length],
  };
}

describe('the count of new failures above', () => {
  it('is that of failures which are there and were not on the screen since its top was', () => {
    const moves = ['j', 'j', 'k', 'k', 'g', 'PageUp', 'PageDown'] as const;
    const step = fc.oneof(fc.constantFrom(...moves, 'Space', '*', 'fail', 'fail', 'fail'), fc.nat(30));
    const kinds = fc.constantFrom<Kind>('one', 'two', 'reversed');
    fc.assert(
      fc.property(fc.nat(20), kinds, fc.array(step, { maxLength: 30 }), (count, kind, steps) => {
        const list = watched(count, kind);
        for (const step of steps) {
          if (step === 'fail') list.fail();
          else if (typeof step === 'number') list.retry(step);
          else list.press(step);
          const [said, there] = list.counts();
          expect(said).toBe(there);
        }
      }),
    );
  });

  it('goes on where the top is not loaded, and is right again near it', () => {
    const list = watched(400);
    list.press('j', 'j', 'j');
    list.fail();
    list.press('G');
    for (const place of [401, 400]) {
      list.fail();
      list.retry(place);
    }
    expect(list.counts()).toEqual([3, 3]);
    list.press('Enter', 'Escape', ...Array<string>(120).fill('PageUp'));
    expect(list.counts()).toEqual([0, 0]);
  });

  it('does not rise where failures come in below, though the list is not loaded there', () => {
    const list = watched(400, 'reversed');
    list.press(...Array<string>(30).fill('PageDown'));
    list.fail();
    expect(list.counts()).toEqual([0, 0]);
  });

  it.each([
    ['one', 1],
    ['two', 3],
  ] as const)('lacks those that have been on the screen, even if the top was not: %s', (kind, left) => {
    const list = watched(40, kind);
    list.press(...Array<string>(8).fill('j'));
    list.fail();
    list.fail();
    for (const key of [...Array<string>(9).fill('k'), 'j', 'j', 'j', 'j', 'j']) list.press(key);
    expect(list.counts()).toEqual([left, left]);
  });

  it('is none for another list, and for a database that numbers its jobs anew', () => {
    const list = watched(40);
    list.press('j', 'j', 'j', 'j', 'j');
    list.renumber();
    expect(list.counts()).toEqual([0, 0]);
    list.press('j', 'j', 'j', 'j', 'm');
    list.fail();
    list.press('m');
    expect(list.counts()).toEqual([1, 1]);
    list.press('f', 'o', 'Enter');
    expect(list.counts()[0]).toBe(0);
  });
});
