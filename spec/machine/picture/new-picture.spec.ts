import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { transition } from '../../../lib/machine/events.js';
import type { JobsStateMachine } from '../../../lib/machine/jobs-state-machine.js';
import { positionsInSight } from '../../../lib/machine/modes/selecting.js';
import { cleaning, takePicture } from '../../../lib/machine/picture/take-picture.js';
import type { Command } from '../../../lib/machine/state/event.js';
import { pictureOf } from '../../../lib/machine/state/job-window.js';
import type { JobsState, Mode } from '../../../lib/machine/state/state.js';
import type { Causes } from '../../../lib/model/causes.js';
import type { FeedEntry } from '../../../lib/model/feed.js';
import { defaultFilter, everyJob, type JobFilter } from '../../../lib/model/filter.js';
import { type Job, qualifiedId, type Target } from '../../../lib/model/job.js';
import { nothingSeen } from '../../../lib/model/look.js';
import type { Picture } from '../../../lib/model/picture.js';
import { defaultPanel } from '../../../lib/model/saved-view.js';
import { defaultSort } from '../../../lib/model/sort.js';
import { jobWith } from '../../support/job-with.js';
import { machineInRoom, press, showJobs } from '../machine-in-room.js';
import { answer, heightOf, makeJob, makeJobs, makePicture } from '../queue-in-memory.js';
import { stateIn, viewMetrics } from '../transition-scene.js';

describe('a new picture', () => {
  const jobs: readonly Job[] = makeJobs(5).map((job) => ({ ...job, status: 'failed', statusText: 'FAILED' }));
  let machine: JobsStateMachine;

  beforeEach(() => {
    machine = machineInRoom();
    show(jobs, 1);
  });

  function show(now: readonly Job[], asOf: number, request = machine.request()): readonly Command[] {
    return machine.handle({ type: 'picture', picture: answer(now, request, asOf), request });
  }

  it("adds to what has been seen of the queue's depth", () => {
    show(jobs, 5001);
    expect(machine.state.monitor.depthSeen.map(({ at }) => at)).toEqual([1, 5001]);
  });

  it('updates the jobs but not their order while a question is open', () => {
    machine.handle({ type: 'key', key: 'A' });
    expect(machine.state.mode).toBe('CONFIRM');
    show(jobs.map((job) => ({ ...job, retryCount: 7 })).toReversed(), 2);
    const { connection } = machine.state;
    const shown = connection.kind === 'live' ? connection.picture.window.jobs : [];
    expect(shown.map(({ id, retryCount }) => [id, retryCount])).toEqual(jobs.map(({ id }) => [id, 7]));
  });

  it('has old metrics deleted if the clock was set back since the last time', () => {
    const able = { ...machine.state, writability: { kind: 'able' } as const, cleanedAt: 900_000_000 };
    const old = { ...answer(jobs, machine.request(), 500_000_000), metricsSince: 1 };
    expect(cleaning(able, old).commands).toEqual([{ type: 'clean-metrics' }]);
    expect(cleaning({ ...able, cleanedAt: 500_010_000 }, old).commands).toEqual([]);
  });

  it('is requested with the job of a detail panel that lies under the help', () => {
    machine.handle({ type: 'key', key: 'Enter' });
    machine.handle({ type: 'key', key: '?' });
    expect(machine.request().detail).toMatchObject({ id: '0' });
  });

  /** The detail panel of job 3, scrolled, on the way to the last job, after a picture. */
  function onTheWay(picture: Picture): JobsState {
    const panel = { mode: 'DETAIL_PANEL', pending: { kind: 'last' }, detailId: '3', detailTop: 2 } as const;
    return takePicture({ ...machine.state, ...panel }, { type: 'picture', picture }, viewMetrics).state;
  }

  it('moves the detail panel to the job that the operator went to, at its top', () => {
    const next = onTheWay(makePicture(jobs, 0, jobs.length, 2));
    expect([next.pending, next.detailId, next.detailTop]).toEqual([null, '4', 0]);
  });

  it('with the jobs to hide is followed by one read, even if it is older', () => {
    const counts = { ...makePicture(jobs).counts, complete: 2 };
    machine.handle({ type: 'picture', picture: { ...makePicture(jobs, 0, jobs.length, 9), counts } });
    machine.handle({ type: 'key', key: 'x' });
    const request = machine.request();
    expect(request.clearing).toBe(true);
    expect(show(jobs, 8, request)).toEqual([{ type: 'read' }, { type: 'remember' }]);
    expect(machine.state.filter.cleared).toEqual({ until: 8, except: [] });
  });
});

/** How many reads a picture leads to that answers what is asked for in a mode, but for what the case says. */
function readsAfter(mode: Mode, given: (picture: Picture, state: JobsState) => Partial<Picture>): number {
  const state = stateIn(mode);
  if (state.connection.kind !== 'live') throw new Error('no picture');
  const { picture } = state.connection;
  const next = { ...picture, ...given(picture, state) };
  const { commands } = transition(state, { type: 'picture', picture: next }, viewMetrics);
  return commands.filter(({ type }) => type === 'read').length;
}

const unread = (count: number) => (picture: Picture) => ({
  causes: { ...(picture.causes as Causes), unread: count },
});

const nothing = () => ({});

describe('a picture of a quiet database', () => {
  it.each<[string, Mode, (picture: Picture) => Partial<Picture>, number]>([
    ['with causes that are all read', 'CAUSES_PANEL', nothing, 0],
    ['with one failure whose cause is unread', 'CAUSES_PANEL', unread(1), 1],
    ['with unread causes while a search covers their panel', 'PANEL_SEARCH', unread(9), 1],
    ['with unread causes in the list', 'JOB_LIST', unread(9), 0],
    ['with unread causes in another panel', 'WORKERS_PANEL', unread(9), 0],
    ['that is older than the last one', 'JOB_LIST', () => ({ asOf: -1 }), 1],
    ['that is as old as the last one', 'JOB_LIST', () => ({ asOf: 0 }), 0],
    ['without the detail of the open panel', 'DETAIL_PANEL', nothing, 1],
    ['that says that the job of the open panel is gone', 'DETAIL_PANEL', () => ({ detail: null }), 0],
  ])('%s, in %s: the machine reads again only while something is missing', (_, mode, given, reads) => {
    expect(readsAfter(mode, given)).toBe(reads);
  });
});

const entry: FeedEntry = {
  ...{ id: 1, kind: 'failed', from: 0, at: 0, count: 1, words: ['DiskFull'], ids: ['42'] },
};

const jobs = makeJobs(20);

/** A machine whose operator went from the activity to job 42, or to the jobs of another entry. */
function machineAt(filter: Partial<JobFilter> = {}, given: Partial<FeedEntry> = {}): JobsStateMachine {
  const seen = { ...nothingSeen, feed: [{ ...entry, ...given }] };
  const machine = machineInRoom({ seen, filter: { ...defaultFilter, ...filter } });
  showJobs(machine, jobs);
  // The first entry says that the program started.
  press(machine, 'j', 'Space', 'a', 'j', 'Enter');
  return machine;
}

function show(
  machine: JobsStateMachine,
  listed: typeof jobs,
  targets: readonly Partial<Target>[] | null,
): void {
  const request = machine.request();
  const picture = { ...answer(listed, request), targets: targets as readonly Target[] | null };
  machine.handle({ type: 'picture', picture, request });
}

const seen = ({ state }: JobsStateMachine) => [state.selection.id, state.notice?.text ?? null, state.pending];

describe('a job that the operator goes to from the activity', () => {
  it.each<[string, Partial<JobFilter>, Partial<Target>]>([
    ['queued jobs', {}, { status: 'queued' }],
    ['jobs of other troubles', { statuses: ['gone'] }, { status: 'running' }],
    ['jobs of other types', { types: ['scan'] }, { status: 'failed' }],
    ['jobs of other names', { name: 'fix' }, { status: 'failed' }],
    ['jobs that were cleared', { cleared: { until: 1, except: [] } }, { status: 'complete' }],
  ])('is listed alone if the filter hides it, as it does %s', (_, filter, target) => {
    const machine = machineAt(filter);
    show(machine, jobs, [{ id: '42', trouble: null, ...target }]);
    expect(machine.request().filter).toEqual({ ...everyJob, ids: ['42'] });
    show(machine, [makeJob('42')], null);
    const text = 'The filter hid job 42, so it is listed alone; Backspace lists others';
    expect(seen(machine)).toEqual(['42', text, null]);
    expect([machine.state.marked.size, machine.state.savedFilter]).toEqual([
      0,
      { ...defaultFilter, ...filter },
    ]);
    press(machine, 'Backspace');
    expect(machine.request().filter.ids).toBeUndefined();
  });

  it.each([
    ['names all of them', { count: 2, ids: ['42', '7'] }, ['42', '7'], null],
    ['is about workers', { kind: 'gone', count: 9, ids: ['42', '7'] }, ['42', '7'], null],
    ['names some', { count: 36, ids: ['42', '7'] }, ['42', '7'], 'Of the 36 jobs, these 2 are known'],
    ['is of one database', { count: 2, ids: ['7', '8'].map((id) => qualifiedId('a', id)) }, ['7', '8'], null],
  ] as const)('is listed with the others of its entry, which %s', (what, given, ids, notice) => {
    const { filter } = machineAt({ statuses: ['running'] }, given).request();
    const database = what === 'is of one database' ? { database: 'a' } : {};
    expect(filter).toEqual({ ...everyJob, ids, ...database });
    expect(machineAt({}, given).state.notice?.text ?? null).toBe(notice);
  });

  it('is reported as gone, over an empty list too, and one that is typed as none', () => {
    const machine = machineAt();
    show(machine, jobs, []);
    expect(seen(machine)).toEqual(['2', 'job 42 is gone', null]);
    const empty = machineAt();
    show(empty, [], []);
    expect(seen(empty)).toEqual([null, 'job 42 is gone', null]);
    const typed = machineInRoom();
    showJobs(typed, [makeJob('c0ffee'), ...jobs]);
    for (const text of ['There is no job deed; / finds parts of ids', 'There is no job 9999']) {
      press(typed, ':', ...(/deed|9999/.exec(text)?.[0] ?? ''), 'Enter');
      show(typed, jobs, []);
      expect(typed.state.notice?.text).toBe(text);
    }
  });

  it('is reported only by a picture that was read for it, with counted jobs, and stays wanted until then', () => {
    const machine = machineAt();
    const { pending } = machine.state;
    machine.handle({ type: 'picture', picture: { ...answer(jobs, machine.request()), targets: [] } });
    expect(seen(machine)).toEqual(['2', null, pending]);
    show(machine, jobs, []);
    expect(seen(machine)).toEqual(['2', 'job 42 is gone', null]);
    const other = machineAt();
    show(other, jobs, null);
    expect(other.state.notice?.text ?? null).toBeNull();
  });

  it('stays wanted through a picture that has neither jobs nor counts yet', () => {
    const machine = machineAt();
    const { anchor } = machine.request();
    const none = { ...answer([], machine.request()), counts: null, totals: null, failedMatching: null };
    machine.handle({ type: 'picture', picture: none, request: machine.request() });
    expect(machine.request()).toMatchObject({ anchor, targets: { ids: ['42'] } });
    show(machine, [...jobs, makeJob('42')], [{ id: '42', status: 'running', trouble: null }]);
    expect(seen(machine)).toEqual(['42', null, null]);
  });
});

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
});
