import { describe, expect, it } from '@jest/globals';
import { JobsStateMachine } from '../../../lib/machine/jobs-state-machine.js';
import { defaultFilter } from '../../../lib/model/filter.js';
import type { ParserList, ParserRow } from '../../../lib/model/parsers.js';
import type { Picture } from '../../../lib/model/picture.js';
import type { WorkerList, WorkerRow } from '../../../lib/model/workers.js';
import { monitoring } from '../../screens/monitoring-scene.js';
import { heightOf, makeJobs, makePicture, roomEvent } from '../queue-in-memory.js';

const hour = 3_600_000;
const jobs = makeJobs(20);

function machine(...keys: string[]): JobsStateMachine {
  const made = new JobsStateMachine({ heightOf, recordProgress: (log) => log });
  made.handle(roomEvent(12));
  show(made, {});
  press(made, ...keys);
  return made;
}

function show(to: JobsStateMachine, given: Partial<Picture>): void {
  to.handle({ type: 'picture', picture: { ...makePicture(jobs), failedMatching: 99, ...given } });
}

function press(to: JobsStateMachine, ...keys: string[]): void {
  for (const key of keys) to.handle({ type: 'key', key });
}

function workersOf(...names: string[]): { workers: WorkerList } {
  const rows = names.map(
    (name): WorkerRow => ({
      name,
      running: 0,
      longest: null,
      done: 1,
      failed: 0,
      firstAt: null,
      lastAt: null,
      trouble: null,
      perMinute: null,
    }),
  );
  return { workers: { periodMs: hour, rows, total: rows.length, others: 0, jobs: null } };
}

function parsersOf(...failed: number[]): { parsers: ParserList } {
  const rows = failed.map(
    (count, index): ParserRow => ({
      key: `key ${index}`,
      name: `parser ${index}`,
      version: null,
      done: 1,
      failed: 0,
      p50: null,
      rows: null,
      jobsWithRows: 0,
      p95: null,
      lastFailure: null,
      everFailed: count,
      pause: null,
      before: null,
      retriable: count,
    }),
  );
  return { parsers: { periodMs: 24 * hour, rows, total: rows.length, lastFailed: null } };
}

describe('panels', () => {
  it('lead to each other directly, and each back to the list', () => {
    const open = machine('e', 'w');
    expect([open.state.mode, open.state.below]).toEqual(['WORKERS_PANEL', []]);
    expect(open.request().causes).toBeUndefined();
    show(open, workersOf('a', 'b'));
    press(open, 'j', 'p');
    expect([open.state.mode, open.state.panelPosition.key]).toEqual(['PARSERS_PANEL', null]);
    press(open, 'a', 'm');
    expect([open.state.mode, open.request().monitoring]).toEqual(['MONITORING_PANEL', { periodMs: 300_000 }]);
    press(open, 'e', 'Escape');
    expect(open.state.mode).toBe('JOB_LIST');
  });

  it('resume what was paused when another one opens, where p pauses', () => {
    const open = machine('m');
    show(open, { monitoring });
    press(open, 'p');
    expect([open.state.mode, open.state.monitor.paused === null]).toEqual(['MONITORING_PANEL', false]);
    press(open, 'w');
    expect([open.state.mode, open.state.monitor.paused]).toEqual(['WORKERS_PANEL', null]);
  });
});

describe('the workers panel', () => {
  it('asks for the last hour and for the jobs of the chosen worker, only while it is open', () => {
    const open = machine();
    expect(open.request().workers).toBeUndefined();
    press(open, 'w');
    expect(open.request().workers).toEqual({ periodMs: hour, of: null, jobs: 12 });
    show(open, workersOf('a', 'b'));
    press(open, 'j');
    expect(open.request().workers).toMatchObject({ of: 'b' });
    press(open, '?');
    expect(open.request().workers).toMatchObject({ of: 'b' });
    press(open, 'Escape', 'Escape');
    expect(open.request().workers).toBeUndefined();
  });

  it('looks over longer and shorter windows, up to all times, and remembers which', () => {
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

  it('keeps the chosen worker while others come in above it, and lists its jobs', () => {
    const open = machine('w');
    show(open, workersOf('a', 'b'));
    press(open, 'j');
    show(open, workersOf('new', 'a', 'b'));
    press(open, 'Enter');
    expect(open.state.mode).toBe('JOB_LIST');
    expect(open.state.filter).toEqual({ ...defaultFilter, worker: '=b' });
  });
});

describe('the parsers panel', () => {
  it('asks about retrying what has failed of the chosen parser, in its present number', () => {
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

  it('has nothing to retry of a parser without failed jobs', () => {
    const open = machine('p');
    show(open, parsersOf(0, 4));
    press(open, 'R');
    expect(open.state.question).toBeNull();
    expect(open.state.notice?.text).toBe('R: no failed jobs of this parser');
  });

  it('asks for the last day, and for the last failure of the chosen version', () => {
    const open = machine('p');
    expect(open.request().parsers).toEqual({ periodMs: 24 * hour, of: null });
    show(open, parsersOf(3, 4));
    press(open, 'j', '+');
    expect(open.request().parsers).toEqual({ periodMs: 7 * 24 * hour, of: 'key 1' });
  });
});

describe('the panel of causes', () => {
  const place = { names: [], moreNames: 0, firstAt: 1, lastAt: 2, sample: '4' };
  const groups = ['KeyError: <n>', 'DiskFull'].map((text, index) => ({
    ...place,
    key: `key ${index}`,
    text,
    count: 7048 - index,
  }));
  const causesOf = (unread: number) => ({
    causes: { groups, total: 2, failed: 14_095 + unread, unread, sample: null },
  });

  it('copies the chosen cause with its count, or what is known of that', () => {
    const open = machine('e');
    const copied = () => open.handle({ type: 'key', key: 'y' });
    show(open, causesOf(0));
    press(open, 'j');
    expect(copied()).toEqual([{ type: 'copy', text: '7,047 \u00d7 DiskFull', what: 'cause with its count' }]);
    show(open, causesOf(1));
    expect(copied()).toMatchObject([{ text: 'at least 7,047 \u00d7 DiskFull' }]);
  });
});
