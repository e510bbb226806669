import { describe, expect, it } from '@jest/globals';
import type { JobsStateMachine } from '../../../lib/machine/jobs-state-machine.js';
import { paceMinutes, type QueuePace } from '../../../lib/model/forecast/pace.js';
import { noCounts, type Picture } from '../../../lib/model/picture.js';
import { figuresOf } from '../../../lib/view/monitoring/monitor-figures.js';
import { monitoring } from '../../screens/monitoring-scene.js';
import { machineInRoom } from '../machine-in-room.js';
import { busy, makeJobs, makePicture } from '../queue-in-memory.js';

const begin = Date.parse('2026-01-15T12:00:00Z');

const paceAt = (at: number): QueuePace => ({
  ...{ at, ended: Array.from({ length: paceMinutes }, () => 1), endedLately: 0, lastEndedAt: at },
  ...{ endedBefore: 60, oldestWaitingAt: null, heldBack: 0 },
});

function take(machine: JobsStateMachine, asOf: number, given: Partial<Picture> = {}): void {
  machine.handle({ type: 'picture', picture: { ...makePicture(makeJobs(3)), asOf, ...given } });
}

describe('the pace of the queue', () => {
  it('is not requested before the first picture, which must come at once', () => {
    const machine = machineInRoom();
    expect(machine.request().pace).toBeUndefined();
    machine.handle({ type: 'problem', at: begin, problem: { ...busy, code: 'missing' } });
    expect(machine.request().pace).toBeUndefined();
    take(machine, begin);
    expect(machine.request().pace).toEqual({ atHand: null });
  });

  it('is requested with the time of the last one, and kept until another comes', () => {
    const machine = machineInRoom();
    take(machine, begin);
    take(machine, begin + 100, { pace: paceAt(begin + 100) });
    expect(machine.request().pace).toEqual({ atHand: begin + 100 });
    take(machine, begin + 900);
    expect(machine.state.monitor.pace?.at).toBe(begin + 100);
    expect(machine.request().pace).toEqual({ atHand: begin + 100 });
    take(machine, begin + 2000, { pace: paceAt(begin + 2000) });
    expect(machine.request().pace).toEqual({ atHand: begin + 2000 });
  });

  it('is forgotten with the depths if the clock is set back', () => {
    const machine = machineInRoom();
    for (const at of [0, 2000, 4000, 6000]) take(machine, begin + at, { pace: paceAt(begin + at) });
    expect(machine.state.monitor.depthSeen).toHaveLength(4);
    take(machine, begin - 3_600_000);
    expect(machine.state.monitor.pace).toBeNull();
    expect(machine.state.monitor.depthSeen).toHaveLength(1);
    expect(machine.request().pace).toEqual({ atHand: null });
  });

  it('is kept by a pause of the monitoring panel, with its outlook', () => {
    const machine = machineInRoom();
    for (const at of [0, 1000]) take(machine, begin + at, { pace: paceAt(begin + at), monitoring });
    for (const key of ['m', 'p']) machine.handle({ type: 'key', key });
    const counts = { ...noCounts, queued: 70 };
    take(machine, begin + 9000, { counts, monitoring, pace: { ...paceAt(begin + 9000), heldBack: 70 } });
    const held = figuresOf(machine.state, begin + 9000);
    expect(held?.pace?.at).toBe(begin + 1000);
    expect(held?.outlook?.heldBack).toBe(0);
    machine.handle({ type: 'key', key: 'p' });
    const on = figuresOf(machine.state, begin + 9000);
    expect(on?.pace?.at).toBe(begin + 9000);
    expect(on?.outlook?.heldBack).toBe(70);
  });

  it('adds no depth while jobs are still counted', () => {
    const machine = machineInRoom();
    take(machine, begin, { counts: null, totals: null, failedMatching: null });
    expect(machine.state.monitor.depthSeen).toEqual([]);
  });
});
