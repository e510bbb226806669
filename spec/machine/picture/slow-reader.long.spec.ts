import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { JobsEvent } from '../../../lib/machine/state/event.js';
import type { Job } from '../../../lib/model/job.js';
import type { Picture, PictureRequest } from '../../../lib/model/picture.js';
import { machineInRoom } from '../machine-in-room.js';
import { answer, makeJob, makeJobs } from '../queue-in-memory.js';

/** A machine with a database in memory, whose reads are answered when and in what order the spec likes. */
class SlowDashboard {
  readonly machine = machineInRoom();
  jobs: readonly Job[];
  /** Counts commits; pictures carry it as their time. */
  version = 1;
  #waiting: { request: PictureRequest; seen: Picture }[] = [];

  constructor(jobs: readonly Job[]) {
    this.jobs = jobs;
    this.reload();
    this.answerAll();
  }

  commit(change: Change): void {
    this.jobs = change(this.jobs);
    this.version++;
  }

  handle(event: JobsEvent): void {
    for (const { type } of this.machine.handle(event)) if (type === 'read') this.reload();
  }

  get isWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  /** The picture is of the instant of the read, however late it arrives. */
  reload(): void {
    const request = this.machine.request();
    this.#waiting.push({ request, seen: answer(this.jobs, request, this.version) });
  }

  answerOne(which: number): void {
    const [next] = this.#waiting.splice(which % Math.max(1, this.#waiting.length), 1);
    if (next) this.handle({ type: 'picture', picture: next.seen, request: next.request });
  }

  /** Answers in the order of the requests, those that come up meanwhile included. */
  answerAll(): void {
    for (let count = 0; this.#waiting.length > 0; count++) {
      if (count > 1000) throw new Error('the machine never stops asking');
      this.answerOne(0);
    }
  }
}

/** What each key does to a position in a list that is wholly at hand, with jobs of three lines. */
const moves: { readonly [key: string]: (position: number, last: number) => number } = {
  j: (position, last) => Math.min(position + 1, last),
  k: (position) => Math.max(position - 1, 0),
  g: () => 0,
  G: (_position, last) => last,
  PageDown: (position, last) => Math.min(position + 4, last),
  PageUp: (position) => Math.max(position - 4, 0),
  'Ctrl-d': (position, last) => Math.min(position + 2, last),
  'Ctrl-u': (position) => Math.max(position - 2, 0),
};

const keys = fc.constantFrom(...Object.keys(moves));

type Change = (jobs: readonly Job[]) => readonly Job[];

/** Commits of other processes, as functions of the list; `keep` is never removed. */
function changes(keep: (id: string) => boolean): fc.Arbitrary<Change> {
  const place = fc.nat(1000);
  const at = (jobs: readonly Job[], position: number) => position % (jobs.length + 1);
  const change = <T>(given: fc.Arbitrary<T>, make: (jobs: readonly Job[], value: T) => readonly Job[]) =>
    given.map(
      (value): Change =>
        (jobs) =>
          make(jobs, value),
    );
  return fc.oneof(
    change(fc.tuple(place, fc.uuid()), (jobs, [position, id]) =>
      jobs.toSpliced(at(jobs, position), 0, makeJob(id)),
    ),
    change(place, (jobs, position) => {
      const victim = jobs[at(jobs, position)];
      return victim && keep(victim.id) ? jobs : jobs.filter((job) => job !== victim);
    }),
    change(fc.tuple(place, place), (jobs, [from, to]) => {
      const mover = jobs[at(jobs, from)];
      if (mover === undefined) return jobs;
      const others = jobs.filter((job) => job !== mover);
      return others.toSpliced(at(others, to), 0, mover);
    }),
  );
}

describe('a machine with a slow reader', () => {
  it('selects the job that the keys lead to, whenever and in whatever order reads are answered', () => {
    const step = fc.oneof(
      { weight: 3, arbitrary: keys },
      { weight: 1, arbitrary: fc.nat(5) },
      { weight: 1, arbitrary: fc.constant('reload' as const) },
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.array(step, { maxLength: 80 }), (count, sequence) => {
        const dashboard = new SlowDashboard(makeJobs(count));
        let position = 0;
        for (const item of sequence) {
          if (typeof item === 'number') dashboard.answerOne(item);
          else if (item === 'reload') dashboard.reload();
          else {
            position = moves[item]?.(position, count - 1) ?? position;
            dashboard.handle({ type: 'key', key: item });
          }
        }
        dashboard.answerAll();
        expect(dashboard.machine.state.selection).toEqual({ id: String(position), index: position });
        expect(dashboard.machine.state.pending).toBeNull();
      }),
      { numRuns: 600 },
    );
  });

  it('keeps the selected id through every commit, and the position once the job is gone', () => {
    const commit = changes(() => false);
    const scenario = fc.array(fc.oneof(keys, commit), { maxLength: 50 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), scenario, (count, sequence) => {
        const dashboard = new SlowDashboard(makeJobs(count));
        // A first move, since a pinned list may leave its job: see the next property.
        dashboard.handle({ type: 'key', key: 'j' });
        let position = Math.min(1, count - 1);
        for (const item of sequence) {
          const { jobs } = dashboard;
          if (typeof item === 'string' && item !== 'g') {
            position = jobs.length === 0 ? 0 : (moves[item]?.(position, jobs.length - 1) ?? position);
            dashboard.handle({ type: 'key', key: item });
          } else if (typeof item !== 'string') {
            const id = jobs[position]?.id;
            dashboard.commit(item);
            dashboard.reload();
            const found = dashboard.jobs.findIndex((job) => job.id === id);
            position = found >= 0 ? found : Math.max(0, Math.min(position, dashboard.jobs.length - 1));
          }
          dashboard.answerAll();
          // An empty list starts again, pinned.
          if (dashboard.jobs.length === 0) return;
          expect(dashboard.machine.state.selection).toEqual({
            id: dashboard.jobs[position]?.id,
            index: position,
          });
        }
      }),
      { numRuns: 300 },
    );
  });

  it('keeps a job that still exists, however late and mixed up the answers are', () => {
    const commit = changes((id) => id === '20');
    const scenario = fc.array(fc.oneof(commit, fc.nat(5), fc.constant('reload' as const)), { maxLength: 60 });
    fc.assert(
      fc.property(scenario, (sequence) => {
        const dashboard = new SlowDashboard(makeJobs(200));
        // The first read brings what one screen shows, the next one what lies around it.
        dashboard.reload();
        dashboard.answerAll();
        // Reads for other places are under way when the operator arrives at the job.
        dashboard.reload();
        for (let count = 0; count < 20; count++) {
          dashboard.handle({ type: 'key', key: 'j' });
          dashboard.reload();
        }
        for (const item of sequence) {
          if (typeof item === 'number') dashboard.answerOne(item);
          else if (item === 'reload') dashboard.reload();
          else dashboard.commit(item);
          expect(dashboard.machine.state.selection.id).toBe('20');
        }
        // A read after the last commit, answered in whatever order: nothing older stays on the screen.
        dashboard.reload();
        for (let which = 99; dashboard.isWaiting && which > 0; which--) dashboard.answerOne(which);
        dashboard.answerAll();
        expect(dashboard.machine.state.connection).toMatchObject({
          kind: 'live',
          picture: { asOf: dashboard.version },
        });
        expect(dashboard.machine.state.selection.id).toBe('20');
      }),
      { numRuns: 300 },
    );
  });

  it('shows the top of a pinned list after every reload', () => {
    const commit = changes(() => false);
    fc.assert(
      fc.property(fc.array(commit, { maxLength: 60 }), (commits) => {
        const dashboard = new SlowDashboard(makeJobs(100));
        for (const each of commits) {
          dashboard.commit(each);
          dashboard.reload();
          dashboard.answerAll();
          const { selection, viewport } = dashboard.machine.state;
          expect(viewport.pinned).toBe(true);
          // Jobs of three lines: the first stands at the top of the screen.
          expect(viewport.selectedLine).toBe(3 * selection.index);
          expect(dashboard.jobs[selection.index]?.id).toBe(selection.id);
        }
      }),
      { numRuns: 200 },
    );
  });
});
