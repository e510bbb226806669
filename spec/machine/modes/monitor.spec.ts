import { describe, expect, it } from '@jest/globals';
import type { JobsStateMachine } from '../../../lib/machine/jobs-state-machine.js';
import type { QueuePace } from '../../../lib/model/forecast/pace.js';
import { noCounts, type Picture } from '../../../lib/model/picture.js';
import { figuresOf } from '../../../lib/view/monitoring/monitor-figures.js';
import { monitoring } from '../../screens/monitoring-scene.js';
import { machineInRoom, press, typesOf } from '../machine-in-room.js';
import { databaseRow } from '../panel-rows.js';
import { makeJobs, makePicture } from '../queue-in-memory.js';

const begin = Date.parse('2026-01-15T12:00:00Z');

const anyPace: QueuePace = {
  at: begin,
  ended: Array(60).fill(9),
  endedLately: 0,
  lastEndedAt: begin,
  endedBefore: 540,
  oldestWaitingAt: null,
  heldBack: 0,
};

function machineAt(given: Partial<Picture> = {}): JobsStateMachine {
  const machine = machineInRoom({ monitorSinks: () => ({ visible: 3, lines: 5 }) }, 20);
  machine.handle({ type: 'picture', picture: pictureAt(begin, given) });
  return machine;
}

function pictureAt(asOf: number, given: Partial<Picture> = {}): Picture {
  return { ...makePicture(makeJobs(3)), asOf, monitoring, ...given };
}

function show(machine: JobsStateMachine, asOf: number, given: Partial<Picture> = {}) {
  return machine.handle({ type: 'picture', picture: { ...pictureAt(asOf), ...given, asOf } });
}

describe('the monitoring panel', () => {
  it('shows the period that was read until a longer one was, paused or not', () => {
    const machine = machineAt();
    const shown = () => figuresOf(machine.state, begin)?.periodMs;
    const answered = () => {
      const request = machine.request();
      return () => machine.handle({ type: 'picture', picture: pictureAt(begin), request });
    };
    press(machine, 'm');
    const early = answered();
    press(machine, '+');
    expect([machine.state.monitor.periodMs, shown()]).toEqual([900_000, 300_000]);
    early();
    expect(shown()).toBe(300_000);
    const late = answered();
    press(machine, 'p');
    late();
    expect(shown()).toBe(300_000);
    press(machine, 'p');
    expect(shown()).toBe(900_000);
    press(machine, 'Escape');
    machine.handle({ type: 'picture', picture: makePicture(makeJobs(3)) });
    press(machine, 'm', '-');
    expect(shown()).toBe(300_000);
  });

  it('keeps its picture while paused, and has the depths seen meanwhile afterwards', () => {
    const machine = machineAt();
    press(machine, 'm', 'p');
    const held = machine.state.monitor.paused;
    const counts = { ...makePicture(makeJobs(3)).counts, queued: 9 };
    show(machine, begin + 5000, { counts });
    expect(machine.state.monitor.paused).toBe(held);
    press(machine, 'p');
    expect(machine.state.monitor.paused).toBeNull();
    expect(machine.state.monitor.depthSeen.map(({ depth }) => depth)).toEqual([0, 9]);
  });

  it('dates a pause and a reset by the key press, not by the picture', () => {
    const machine = machineAt();
    machine.handle({ type: 'key', key: 'm' });
    machine.handle({ type: 'key', key: 'r', at: begin + 300_000 });
    machine.handle({ type: 'key', key: 'p', at: begin + 301_000 });
    expect(machine.state.monitor.reset?.at).toBe(begin + 300_000);
    expect(machine.state.monitor.paused?.at).toBe(begin + 301_000);
    press(machine, '+');
    expect(machine.state.notice?.text).toContain('updates are paused');
  });

  it('refuses a reset before monitoring was read', () => {
    const machine = machineInRoom();
    machine.handle({ type: 'picture', picture: { ...makePicture(makeJobs(3)), asOf: begin } });
    press(machine, 'm', 'r');
    expect(machine.state.monitor.reset).toBeNull();
    expect(machine.state.notice?.text).toContain('nothing has been read yet');
  });

  it('keeps a reset when it closes, and depths for an hour', () => {
    const machine = machineAt();
    press(machine, 'm', 'r', 'Escape');
    expect(machine.state.monitor.reset?.at).toBe(begin);
    for (let minute = 1; minute <= 90; minute += 1) {
      show(machine, begin + 60_000 * minute);
    }
    const { depthSeen } = machine.state.monitor;
    expect(depthSeen.at(-1)?.at).toBe(begin + 90 * 60_000);
    expect(depthSeen[0]?.at).toBe(begin + 30 * 60_000);
  });

  it('has the depths, the pace and the reset of one database that is shown alone, and those of all afterwards', () => {
    const [alpha, beta] = ['alpha', 'beta'].map((name) => databaseRow(name, {}));
    if (alpha === undefined || beta === undefined) throw new Error('no rows');
    const all = { databases: [alpha, beta], counts: { ...noCounts, queued: 279 } };
    const odd = { databases: [alpha, { ...beta, isIncluded: false }], counts: { ...noCounts, queued: 6 } };
    const machine = machineAt({ ...all, pace: anyPace });
    press(machine, 'm', 'r');
    show(machine, begin + 5000, all);
    const watched = () => {
      const { depthSeen, pace, reset, sinksSeen } = machine.state.monitor;
      return [depthSeen.map(({ depth }) => depth), pace !== null, reset !== null, sinksSeen.length];
    };
    expect(watched()).toEqual([[279, 279], true, true, 2]);
    show(machine, begin + 6000, odd);
    show(machine, begin + 8000, odd);
    expect(watched()).toEqual([[6, 6], false, false, 2]);
    expect(figuresOf({ ...machine.state }, begin + 8000)?.outlook?.perMinute).toBeNull();
    show(machine, begin + 9000, all);
    expect(watched()).toEqual([[279, 279, 279], true, true, 3]);
    for (let more = 0; more < 40; more += 1)
      show(machine, begin + 9000 + more, { ...odd, databases: [databaseRow(`one${more}`, {})] });
    expect(machine.state.monitor.ofOthers.size).toBeLessThanOrEqual(8);
  });

  it('keeps one sample a second at most', () => {
    const machine = machineAt();
    for (let at = 0; at < 60_000; at += 20) {
      show(machine, begin + at);
    }
    expect(machine.state.monitor.depthSeen.length).toBeLessThan(125);
  });

  it('looks up to a week back, for jobs alone beyond an hour, and asks for them only where it shows them', () => {
    const machine = machineAt();
    expect(machine.request().monitoring).toBeUndefined();
    press(machine, 'm');
    const asked = () => machine.request().monitoring;
    expect(asked()).toEqual({ periodMs: 300_000 });
    press(machine, 'b', 'b');
    expect(machine.state.monitor.unit).toBe('jobs');
    expect(asked()).toEqual({ periodMs: 300_000, endsMs: 900_000 });
    press(machine, 'b', '+', '+', '+');
    expect(asked()).toEqual({ periodMs: 3_600_000, endsMs: 86_400_000 });
    expect(press(machine, 'b')).toEqual([]);
    expect(machine.state.notice?.text).toContain('only jobs go back that far');
    press(machine, '+', '+');
    expect(asked()).toEqual({ periodMs: 3_600_000, endsMs: 604_800_000 });
    expect(machine.state.notice?.text).toContain('already the longest period');
  });
});

describe('the retention of metrics', () => {
  const old = { metricsSince: begin - 400_000 };
  const cleans = (machine: JobsStateMachine, at: number, given: Partial<Picture>) =>
    typesOf(show(machine, at, given)).includes('clean-metrics');

  it('deletes metrics older than five minutes, once in half a minute at most', () => {
    const machine = machineAt();
    // What was read before doesn't say whether there are any.
    expect(typesOf(machine.handle({ type: 'writability', writability: { kind: 'able' } }))).toEqual(['read']);
    expect(machine.handle({ type: 'writability', writability: { kind: 'able' } })).toEqual([]);
    expect(machine.request().metricsSince).toBe(true);
    expect(cleans(machine, begin + 1, { metricsSince: begin - 290_000 })).toBe(false);
    expect(cleans(machine, begin + 2, { metricsSince: null })).toBe(false);
    expect(cleans(machine, begin + 3, old)).toBe(true);
    expect(cleans(machine, begin + 29_000, old)).toBe(false);
    expect(cleans(machine, begin + 31_000, old)).toBe(true);
  });

  it('deletes nothing if the database may not be written', () => {
    const machine = machineAt();
    for (const writability of [
      { kind: 'unknown' },
      { kind: 'unable', reason: 'started with --read-only' },
    ] as const) {
      machine.handle({ type: 'writability', writability });
      expect(machine.request().metricsSince).toBeUndefined();
      expect(cleans(machine, begin + 40_000, old)).toBe(false);
    }
  });
});
