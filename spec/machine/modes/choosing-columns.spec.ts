import { beforeEach, describe, expect, it } from '@jest/globals';
import type { JobsStateMachine } from '../../../lib/machine/jobs-state-machine.js';
import { firstRequest } from '../../../lib/machine/requests/picture-request.js';
import { offeredSorts } from '../../../lib/machine/state/job-window.js';
import { defaultFilter } from '../../../lib/model/filter.js';
import { defaultPanel, fieldColumns } from '../../../lib/model/saved-view.js';
import { defaultSort } from '../../../lib/model/sort.js';
import { machineInRoom, press, showJobs } from '../machine-in-room.js';
import { answer, makeJobs, makePicture, otherQueue } from '../queue-in-memory.js';

let machine: JobsStateMachine;

beforeEach(() => {
  machine = machineInRoom();
  showJobs(machine, makeJobs(40));
});

describe('the dialog of columns', () => {
  it.each([
    [['progress'], []],
    [[], ['files']],
  ] as const)(
    'offers, as that of orders does, nothing that a queue without %j never has',
    (lacks, counted) => {
      machine.handle({
        type: 'picture',
        picture: { ...makePicture(makeJobs(3)), queue: { ...otherQueue, lacks } },
      });
      press(machine, 'C');
      const fields = ['worker', 'retries', 'duration', ...counted, 'priority', 'start', 'end', 'error'];
      expect(machine.state.columnsDraft?.rows).toEqual(fields);
      press(machine, 'Enter');
      expect(machine.state.columns).toBeNull();
      const orders = ['time end duration name start retries priority', ...counted, 'worker'].join(' ');
      expect(offeredSorts(machine.state).join(' ')).toBe(orders);
      expect(offeredSorts({ ...machine.state, sort: { ...defaultSort, by: 'size' } })).toContain('size');
    },
  );

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

  it('asks for what arguments have only while it is open, and for the values of columns while these are shown', () => {
    expect(machine.request()).not.toHaveProperty('args');
    press(machine, 'C');
    expect(machine.request().args).toEqual({ paths: [], keys: true });
    const request = machine.request();
    const picture = { ...answer(makeJobs(40), request), argKeys: ['args.a', 'args.b'] };
    machine.handle({ type: 'picture', picture, request });
    press(machine, ...Array(30).fill('j'), 'Space', 'Enter');
    expect(machine.state.columns).toContain('args.b');
    expect(machine.request().args).toEqual({ paths: ['args.b'] });
    const panel = { ...defaultPanel, density: 'compact', columns: ['args.b', 'rows'] } as const;
    expect(firstRequest(defaultFilter, panel, 12).args).toEqual({ paths: ['args.b'] });
    press(machine, 'z');
    expect(machine.request()).not.toHaveProperty('args');
  });
});
