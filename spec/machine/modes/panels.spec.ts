import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { causeOfRecord, keyOf } from '../../../lib/causes/cause.js';
import { transition } from '../../../lib/machine/events.js';
import type { JobsStateMachine } from '../../../lib/machine/jobs-state-machine.js';
import { topOfPanel } from '../../../lib/machine/lines/viewport.js';
import { requestFor } from '../../../lib/machine/requests/picture-request.js';
import { chosenIndex } from '../../../lib/machine/state/list-panel.js';
import type { JobsState, Mode } from '../../../lib/machine/state/state.js';
import { defaultFilter } from '../../../lib/model/filter.js';
import type { Job } from '../../../lib/model/job.js';
import { tallyOf } from '../../../lib/model/marks.js';
import { type ParserList, parserKey } from '../../../lib/model/panels/parsers.js';
import type { Picture } from '../../../lib/model/picture.js';
import type { WorkerList, WorkerRow } from '../../../lib/model/worker.js';
import { monitoring } from '../../screens/monitoring-scene.js';
import { machineInRoom, press } from '../machine-in-room.js';
import { parserRow, workerRow } from '../panel-rows.js';
import { makeJob, makeJobs, makePicture, otherQueue } from '../queue-in-memory.js';
import { stateIn, viewMetrics } from '../transition-scene.js';

const hour = 3_600_000;
const jobs = makeJobs(20);

/** A machine that has read twenty jobs, after some keys. */
function machine(...keys: readonly string[]): JobsStateMachine {
  const made = machineInRoom();
  show(made, { monitoring });
  press(made, ...keys);
  return made;
}

function show(to: JobsStateMachine, given: Partial<Picture>): void {
  to.handle({ type: 'picture', picture: { ...makePicture(jobs), failedMatching: 99, ...given } });
}

function workersOf(...names: string[]): { workers: WorkerList } {
  const rows = names.map((name) => workerRow(name));
  return { workers: { periodMs: hour, rows, total: rows.length, others: 0, jobs: null } };
}

function parsersOf(...failed: number[]): { parsers: ParserList } {
  const rows = failed.map((count, index) => parserRow(`key ${index}`, `parser ${index}`, count));
  return { parsers: { periodMs: 24 * hour, rows, total: rows.length, lastFailed: null } };
}

describe('a panel', () => {
  const job = {
    ...makeJob('7'),
    ...({
      status: 'failed',
      type: 'parse',
      name: 'fix',
      version: '2',
      workerHost: 'vm',
      workerPid: 7,
    } as const),
    errorMessage: 'ValueError: row 17 is bad',
  };
  const groups = ['DiskFull', causeOfRecord(job)?.text ?? '', 'KeyError'].map((text) => ({
    ...{
      key: keyOf(text),
      text,
      count: 9,
      names: [],
      moreNames: 0,
      firstAt: null,
      lastAt: null,
      sample: '1',
    },
  }));
  const rows = {
    causes: { groups, total: 3, failed: 27, unread: 0, sample: null },
    ...workersOf('vm', 'vm:7', 'pid 7'),
    parsers: {
      ...parsersOf().parsers,
      rows: [null, '2', '3'].map((version) => parserRow(parserKey('fix', version), 'fix', 1)),
    },
  };
  const opened = (chosen: Job, ...keys: readonly string[]) => {
    const picture = { ...makePicture([chosen, ...jobs]), ...rows, databases: [] };
    const on = machineInRoom();
    const open = (...pressed: readonly string[]) => {
      press(on, ...pressed);
      const request = on.request();
      on.handle({ type: 'picture', picture: { ...picture, detail: null }, request });
    };
    open();
    for (const key of keys) open(key);
    return chosenIndex(on.state);
  };

  it.each(['e', 'w', 'p'])(
    'opens with %s on the row of the selected job, from list, detail and panel',
    (key) => {
      expect(opened(job, key)).toBe(1);
      expect(opened(job, 'Enter', key)).toBe(1);
      expect(opened(job, key === 'w' ? 'e' : 'w', key)).toBe(1);
      expect(opened(job, 'w', 'j', 'Escape', key)).toBe(1);
    },
  );
});

describe('the workers panel', () => {
  it('has longer and shorter periods up to all times, and keeps the one chosen', () => {
    const open = machine('w');
    show(open, workersOf('a'));
    const after = (key: string) => {
      press(open, key);
      return open.request().workers?.periodMs;
    };
    expect(['+', '+', '+'].map(after)).toEqual([24 * hour, null, null]);
    expect(open.state.notice?.text).toBe('+: these are all times already');
    press(open, 'Escape', 'w');
    expect(['-', '-', '-', '-'].map(after)).toEqual([24 * hour, hour, 300_000, 300_000]);
    expect(open.state.notice?.text).toBe('-: this is the shortest period');
  });
});

describe('R in the workers panel', () => {
  const gone = { trouble: { kind: 'gone', since: null, reused: false }, running: 2 } as const;
  const silent = { trouble: { kind: 'silent', since: 0, sign: 'heartbeat' }, running: 1 } as const;
  const opened = (given: Partial<WorkerRow>, more: Partial<Picture> = {}) => {
    const open = machine('w');
    const rows = [workerRow('other'), workerRow('vm:7', given)];
    show(open, { workers: { periodMs: hour, rows, total: 2, others: 0, jobs: null }, ...more });
    press(open, 'j');
    return open;
  };

  it('asks about what a gone worker left, and sends exactly the rows that the reader names, with their marks', () => {
    const open = opened(gone);
    expect(press(open, 'R').filter(({ type }) => type === 'write')).toEqual([]);
    const filter = { ...defaultFilter, statuses: ['gone'], worker: '=vm:7' };
    expect([open.state.question?.count, open.state.question?.yes]).toEqual([2, false]);
    expect([open.request().rows, open.request().marks]).toEqual([filter, undefined]);
    const rows = [{ id: '5', statusText: 'RUNNING', retryCount: 0, workerMark: 'mark' }];
    show(open, { workers: null, rows });
    expect(open.state.question).toMatchObject({ count: 1, marked: { counts: { gone: 1 } } });
    expect(open.request().rows).toBeUndefined();
    const order = { action: 'all-marked', change: 'retry', worker: 'vm:7', filter, rows };
    expect(press(open, 'y')).toContainEqual({ type: 'write', order });
    show(open, {
      workers: { periodMs: hour, rows: [workerRow('vm:7', gone)], total: 1, others: 0, jobs: null },
    });
    press(open, 'R');
    expect(open.state.notice?.text).toBe('R: already in progress');
  });

  it('leaves marks on jobs of the list alone', () => {
    const open = machine('*', 'w');
    const rows = [workerRow('vm:7', gone)];
    show(open, { workers: { periodMs: hour, rows, total: 1, others: 0, jobs: null } });
    press(open, 'R');
    expect([open.request().rows === undefined, open.request().marks]).toEqual([false, { but: [] }]);
    show(open, { workers: null, rows: [], marks: { tally: tallyOf(jobs), but: 0 } });
    const write = press(open, 'y').find(({ type }) => type === 'write');
    if (write?.type !== 'write') throw new Error('nothing is written');
    const outcome = { kind: 'done', sentence: 'Done', changed: 1 } as const;
    open.handle({ type: 'written', order: write.order, outcome, at: 0 });
    expect(open.state.allMarked).not.toBeNull();
  });

  it.each<[string, Partial<WorkerRow>, string, Partial<Picture>?]>([
    ['one that runs nothing', { running: 0 }, 'this worker left no jobs'],
    ['one at work', { running: 1 }, 'this worker is not gone'],
    ['one that is only silent', silent, 'silent, but not known to be gone'],
    ['one of another program’s queue', gone, 'not in River', { queue: otherQueue }],
  ])('refuses %s', (_, given, reason, more = {}) => {
    const open = opened(given, more);
    press(open, 'R');
    expect([open.state.question, open.state.notice?.text]).toEqual([null, `R: ${reason}`]);
  });
});

describe('the parsers panel', () => {
  it('asks about a retry of the chosen parser’s failed jobs, with their present number', () => {
    const open = machine('p');
    show(open, parsersOf(3, 4));
    press(open, 'j', 'R');
    const count = () => open.state.question?.count;
    expect(count()).toBe(4);
    const filter = { ...defaultFilter, types: ['parse'], statuses: ['failed'], parser: 'parser 1' };
    expect(open.state.question?.order).toEqual({ action: 'retry-all', filter, rows: null });
    expect(open.request().rows).toEqual(filter);
    const rows = ['1', '2', '3'].map((id) => ({ id, statusText: 'FAILED', retryCount: 0 }));
    show(open, { parsers: null, rows });
    expect(count()).toBe(3);
    expect(open.state.question?.order).toEqual({ action: 'retry-all', filter, rows });
    // From here on the question is about these.
    expect(open.request().rows).toBeUndefined();
    show(open, { parsers: null, rows: rows.slice(1) });
    expect(open.state.question?.order).toEqual({ action: 'retry-all', filter, rows });
  });

  it('refuses a retry of a parser without failed jobs', () => {
    const open = machine('p');
    show(open, parsersOf(0, 4));
    press(open, 'R');
    expect(open.state.question).toBeNull();
    expect(open.state.notice?.text).toBe('R: no failed jobs of this parser');
  });

  it('requests the last day, and the chosen version’s last failure', () => {
    const open = machine('p');
    // Until the panel's rows have been read, the selected job tells which one is chosen.
    const of = parserKey('job 0', null);
    expect(open.request().parsers).toEqual({ periodMs: 24 * hour, of, ends: 'chosen' });
    show(open, parsersOf(3, 4));
    press(open, 'j', '+');
    expect(open.request().parsers).toEqual({ periodMs: 7 * 24 * hour, of: 'key 1', ends: 'chosen' });
  });
});

describe('the panel of causes', () => {
  const place = { names: [], moreNames: 0, firstAt: 1, lastAt: 2, sample: '4' };
  const groups = ['KeyError: <n>', 'DiskFull'].map((text, index) => ({
    ...{ ...place, key: `key ${index}`, text, count: 7048 - index },
  }));
  const causesOf = (unread: number) => ({
    causes: { groups, total: 2, failed: 14_095 + unread, unread, sample: null },
  });

  it('copies the chosen cause with its count, "at least" while causes are unread', () => {
    const open = machine('e');
    const copied = () => open.handle({ type: 'key', key: 'y' });
    show(open, causesOf(0));
    press(open, 'j');
    expect(copied()).toEqual([{ type: 'copy', text: '7,047 \u00d7 DiskFull', what: 'cause with its count' }]);
    show(open, causesOf(1));
    expect(copied()).toMatchObject([{ text: 'at least 7,047 \u00d7 DiskFull' }]);
  });
});

/** Panels by the keys that lead to them, and what a picture is asked for while they are open. */
const panels: readonly { readonly key: string; readonly mode: Mode; readonly part: string | null }[] = [
  { key: 'e', mode: 'CAUSES_PANEL', part: 'causes' },
  { key: 'w', mode: 'WORKERS_PANEL', part: 'workers' },
  { key: 'p', mode: 'PARSERS_PANEL', part: 'parsers' },
  { key: 'a', mode: 'ACTIVITY_PANEL', part: null },
  { key: 'm', mode: 'MONITORING_PANEL', part: 'monitoring' },
];
const parts = panels.flatMap(({ part }) => part ?? []);

describe('a side panel', () => {
  it.each(panels)(
    'has its own part of a picture read when it replaces another: $mode',
    ({ key, mode, part }) => {
      const made = machine(key === 'e' ? 'w' : 'e', key);
      expect(made.state.mode).toBe(mode);
      const asked = Object.keys(requestFor(made.state)).filter((each) => parts.includes(each));
      expect(asked).toEqual(part === null ? [] : [part]);
    },
  );

  it('keeps neither the chosen row nor the search of the panel before', () => {
    const made = machine('a', '/', 'x', 'Enter', 'w');
    expect(made.state.mode).toBe('WORKERS_PANEL');
    expect(made.state.panelSearch).toBeNull();
    expect(made.state.panelPosition).toEqual(machine('w').state.panelPosition);
  });

  it('ends the pause of the monitoring panel that it replaces', () => {
    const made = machine('m', 'p');
    expect(made.state.mode).toBe('MONITORING_PANEL');
    expect(made.state.monitor.paused).not.toBeNull();
    made.handle({ type: 'key', key: 'e' });
    expect(made.state.monitor.paused).toEqual(machine('m', 'p', 'Escape').state.monitor.paused);
  });
});

/** Twenty causes; those of places 1 and 11 are DiskFull, and five rows fit. */
const opened = (): JobsState => ({
  ...stateIn('CAUSES_PANEL'),
  panelPosition: { key: null, index: 0, top: 0 },
});

/** The same panel with causes of these texts. */
function withRows(texts: readonly string[]): JobsState {
  const state = opened();
  const { connection } = state;
  if (connection.kind !== 'live' || !connection.picture.causes) throw new Error('no causes');
  const { causes } = connection.picture;
  const groups = texts.map((text, index) => ({
    ...{ key: `cause ${index}`, text, count: 1, names: [], moreNames: 0 },
    ...{ firstAt: 1, lastAt: 2, sample: '4' },
  }));
  const picture = { ...connection.picture, causes: { ...causes, groups } };
  return { ...state, connection: { ...connection, picture } };
}

function after(state: JobsState, ...keys: readonly string[]): JobsState {
  return keys.reduce((before, key) => transition(before, { type: 'key', key }, viewMetrics).state, state);
}

const place = ({ panelPosition: { key, top } }: JobsState) => [key, top];

describe('a panel of rows', () => {
  it('searches in any letter case, wraps at the ends, and gives a notice if nothing matches', () => {
    const found = after(opened(), '/', 'd', 'I', 's', 'k', 'Enter');
    expect(place(found)).toEqual(['cause 1', 0]);
    expect(place(after(found, 'n'))).toEqual(['cause 11', 7]);
    expect(place(after(found, 'n', 'n'))).toEqual(['cause 1', 1]);
    expect(place(after(found, 'N'))).toEqual(['cause 11', 7]);
    expect(place(after(found, 'N', 'N'))).toEqual(['cause 1', 1]);
    const none = after(opened(), 'j', '/', 'z', 'z', 'Enter');
    expect(place(none)).toEqual(['cause 1', 0]);
    expect(after(none, 'n').notice?.text).toBe('No match for “zz”');
  });

  it('finds every row that contains the text once in a round, from whichever row the search begins', () => {
    const rows = fc.array(fc.constantFrom('DiskFull', 'KeyError'), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(rows, fc.nat(8), fc.constantFrom('n', 'N'), (texts, at, key) => {
        const begun = withRows(texts);
        const steps = Array.from({ length: at % texts.length }, () => 'j');
        const matches = texts.flatMap((text, index) => (text === 'DiskFull' ? [index] : []));
        const first = matches.find((index) => index >= steps.length) ?? matches[0] ?? steps.length;
        let state = after(begun, ...steps, '/', 'd', 'i', 's', 'k', 'Enter');
        expect(chosenIndex(state)).toBe(first);
        const found = matches.map(() => {
          state = after(state, key);
          return chosenIndex(state);
        });
        expect(found.toSorted((one, other) => Number(one) - Number(other))).toEqual(matches);
        // A whole round leads back to where the typed search stood.
        expect(chosenIndex(state)).toBe(first);
      }),
    );
  });

  it('returns to the row where a search began when the search is cancelled', () => {
    const state = after(opened(), 'G', '/', 'D', 'i', 's', 'k');
    expect(place(state)).toEqual(['cause 1', 1]);
    expect(place(after(state, 'Escape'))).toEqual(['cause 19', 15]);
    expect(place(after(state, 'Backspace', 'Backspace', 'Backspace', 'Backspace'))).toEqual(['cause 19', 15]);
  });

  it('keeps the chosen row while rows come and go, and requests its sample', () => {
    const state = after(opened(), 'j', 'j');
    expect(requestFor(state).causes).toEqual({ sampleOf: 'cause 2' });
    const { connection } = state;
    if (connection.kind !== 'live') throw new Error('no picture');
    const { causes } = connection.picture;
    if (!causes) throw new Error('no causes');
    const changed = (groups: typeof causes.groups): JobsState => ({
      ...state,
      connection: { ...connection, picture: { ...connection.picture, causes: { ...causes, groups } } },
    });
    expect(requestFor(changed([...causes.groups].reverse())).causes).toEqual({ sampleOf: 'cause 2' });
    expect(requestFor(changed(causes.groups.filter(({ key }) => key !== 'cause 2'))).causes).toEqual({
      sampleOf: 'cause 3',
    });
    expect(requestFor(changed(causes.groups.slice(0, 1))).causes).toEqual({ sampleOf: 'cause 0' });
  });

  it('keeps the chosen row visible, and scrolls no further than it must', () => {
    expect(topOfPanel(3, 5, 20, 5)).toBe(3);
    expect(topOfPanel(3, 8, 20, 5)).toBe(4);
    expect(topOfPanel(3, 1, 20, 5)).toBe(1);
    expect(topOfPanel(18, 19, 20, 5)).toBe(15);
    expect(topOfPanel(3, 2, 4, 5)).toBe(0);
  });
});
