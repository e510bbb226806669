import { describe, expect, it } from '@jest/globals';
import type { JobsStateMachine } from '../../../lib/machine/jobs-state-machine.js';
import { isBeside } from '../../../lib/machine/state/mode-stack.js';
import { machineInRoom, press, showJobs, typesOf } from '../machine-in-room.js';
import { makeJobs } from '../queue-in-memory.js';

const jobs = makeJobs(5);
const room = { list: 12, listBelowPipeline: 8, panel: 12, log: { lines: 10, columns: 20 } };

function widen(machine: JobsStateMachine, isWide = true) {
  return machine.handle({ type: 'room', room: { ...room, ...(isWide && { beside: true as const }) } });
}

/** A wide screen with details of 40 lines beside the list. */
function wide(): JobsStateMachine {
  const machine = machineInRoom({ detailLines: () => 40 });
  widen(machine);
  showJobs(machine, jobs);
  return machine;
}

const detailAsked = (machine: JobsStateMachine) => machine.request().detail?.id;

describe('the page beside the list', () => {
  it('is that of the selected job, read whenever that is another one, and only then', () => {
    const machine = wide();
    expect(detailAsked(machine)).toBeUndefined();
    expect(typesOf(press(machine, '|'))).toEqual(expect.arrayContaining(['read', 'remember']));
    expect(detailAsked(machine)).toBe(jobs[0]?.id);
    expect(typesOf(press(machine, 'j'))).toContain('read');
    expect(detailAsked(machine)).toBe(jobs[1]?.id);
    expect(typesOf(showJobs(machine, jobs))).not.toContain('read');
    press(machine, '|');
    expect(detailAsked(machine)).toBeUndefined();
  });

  it('scrolls with keys of its own, and begins at the top of another job', () => {
    const machine = wide();
    press(machine, 'J');
    expect(machine.state.notice?.text).toContain('| puts the details beside the list first');
    press(machine, '|', 'J', 'J');
    expect([machine.state.detailTop, machine.state.selection.index]).toEqual([12, 0]);
    press(machine, 'K');
    expect(machine.state.detailTop).toBe(6);
    press(machine, 'j');
    expect(machine.state.detailTop).toBe(0);
  });

  it('goes where there is no room, which | says, and comes back where there is', () => {
    const machine = wide();
    press(machine, '|');
    widen(machine, false);
    expect([isBeside(machine.state), detailAsked(machine)]).toEqual([false, undefined]);
    press(machine, '|');
    expect(machine.state.notice?.text).toBe('|: the screen has fewer than 160 columns');
    expect(typesOf(widen(machine))).toContain('read');
    expect(detailAsked(machine)).toBe(jobs[0]?.id);
  });
});
