import { beforeEach, describe, expect, it } from '@jest/globals';
import { JobsStateMachine } from '../../../lib/machine/jobs-state-machine.js';
import type { Job } from '../../../lib/model/job.js';
import { machineInRoom } from '../machine-in-room.js';
import { answer, heightOf, makeJob, makeJobs, roomEvent } from '../queue-in-memory.js';

let machine: JobsStateMachine;

beforeEach(() => {
  machine = machineInRoom();
});

function press(...keys: string[]): void {
  for (const key of keys) machine.handle({ type: 'key', key });
}

describe('the jumps between groups', () => {
  const failed = Array.from(
    { length: 500 },
    (_, index): Job => ({ ...makeJob(`f${index}`), status: 'failed' }),
  );
  const running = makeJobs(4);
  const done = Array.from(
    { length: 300 },
    (_, index): Job => ({ ...makeJob(`d${index}`), status: 'complete' }),
  );
  const jobs = [...failed, ...running, ...done];

  function counted(): void {
    const request = machine.request();
    const picture = answer(jobs, request);
    const counts = { queued: 9, running: 4, complete: 300, failed: 500, cancelled: 0, other: 0 };
    machine.handle({ type: 'picture', picture: { ...picture, counts }, request });
  }
  const jump = (key: string): number => {
    press(key);
    counted();
    return machine.state.selection.index;
  };

  it('lead to where each begins, however far that is', () => {
    counted();
    expect([jump(']'), machine.state.viewport.selectedLine]).toEqual([500, 0]);
    expect([jump(']'), machine.state.viewport.selectedLine]).toEqual([504, 0]);
    expect(jump(']')).toBe(504);
    expect(machine.state.notice?.text).toBe(']: no group further down');
    press('j', 'j');
    expect([jump('['), jump('['), jump('['), jump('[')]).toEqual([504, 500, 0, 0]);
    expect(machine.state.viewport).toMatchObject({ selectedLine: 0, pinned: true });
    expect(machine.state.notice?.text).toBe('[: already at the top');
  });

  it('lead to the same place when pressed before the jobs are at hand', () => {
    counted();
    press(']', ']');
    counted();
    expect(machine.state.selection.index).toBe(500);
  });

  it('find the end of the running jobs in what is at hand where a type or name is filtered', () => {
    counted();
    press('f', '/', 'f', 'Enter');
    counted();
    expect(jump(']')).toBe(500);
    expect(jump(']')).toBe(504);
  });

  it('lead past running jobs whose workers are in trouble where no others are listed', () => {
    machine = new JobsStateMachine({
      heightOf,
      recordProgress: (log) => log,
      filter: { statuses: ['failed', 'gone', 'complete'], types: null, name: '', cleared: null },
    });
    machine.handle(roomEvent(12));
    const reached = ['', ']', ']'].map((key) => {
      if (key !== '') press(key);
      const request = machine.request();
      const counts = { queued: 9, running: 40, complete: 300, failed: 500, cancelled: 0, other: 0 };
      const picture = { ...answer(jobs, request), counts, troubles: { gone: 4, silent: 7 } };
      machine.handle({ type: 'picture', picture, request });
      return machine.state.selection.index;
    });
    expect(reached).toEqual([0, 500, 504]);
  });
});
