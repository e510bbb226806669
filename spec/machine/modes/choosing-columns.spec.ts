import { beforeEach, describe, expect, it } from '@jest/globals';
import type { JobsStateMachine } from '../../../lib/machine/jobs-state-machine.js';
import { defaultPanel, fieldColumns } from '../../../lib/model/saved-view.js';
import { machineInRoom, press, showJobs, typesOf } from '../machine-in-room.js';
import { makeJobs } from '../queue-in-memory.js';

let machine: JobsStateMachine;

beforeEach(() => {
  machine = machineInRoom();
  showJobs(machine, makeJobs(40));
});

describe('the dialog of columns', () => {
  it('checks them, orders them and saves them, and has the list compact then', () => {
    expect(typesOf(press(machine, 'C', 'Space', 'j', 'J', 'J', 'Enter'))).toEqual(['read', 'remember']);
    expect(machine.state).toMatchObject({
      ...{ mode: 'JOB_LIST', columnsDraft: null, density: 'compact' },
      columns: ['retries', 'duration', 'rows'],
    });
    press(machine, 'C', 'r', 'Enter');
    expect(machine.state.columns).toBeNull();
    press(machine, 'C', 'n', 'Enter');
    expect(machine.state.columns).toEqual([]);
  });

  it('leaves them as they were if it is cancelled', () => {
    expect(press(machine, 'C', 'n', 'K', 'J', 'Escape')).toEqual([]);
    expect(machine.state).toMatchObject({ columns: null, columnsDraft: null, density: 'comfortable' });
  });

  it('offers the chosen ones first, and keeps the focus among them', () => {
    machine = machineInRoom({ panel: { ...defaultPanel, columns: ['error', 'retries'] } });
    press(machine, 'C', ...Array(30).fill('j'), 'J');
    const { rows = [], row } = machine.state.columnsDraft ?? {};
    expect(rows.slice(0, 3)).toEqual(['error', 'retries', 'worker']);
    expect([...rows].sort()).toEqual([...fieldColumns].sort());
    expect(row).toBe(rows.length - 1);
    press(machine, ...Array(30).fill('k'), 'K');
    expect(machine.state.columnsDraft?.row).toBe(0);
  });

  it('takes a line of the list for their titles on a screen that has none for the usual ones', () => {
    const titled = { list: 17, listBelowPipeline: 10 };
    const compact = { list: 18, listBelowPipeline: 11 };
    machine.handle({ type: 'room', room: { ...machine.state.room, compact, titled } });
    const lines = (...keys: string[]) => {
      press(machine, ...keys);
      return machine.state.viewport.lines;
    };
    expect([lines('z'), lines('C', 'Space', 'Enter'), lines('C', 'n', 'Enter')]).toEqual([18, 17, 18]);
  });
});
