import { describe, expect, it } from '@jest/globals';
import { JobsStateMachine } from '../../../lib/machine/jobs-state-machine.js';
import { activeView } from '../../../lib/machine/state/named-views.js';
import type { NamedView } from '../../../lib/model/named-view.js';
import { defaultSort } from '../../../lib/model/sort.js';
import { answer, heightOf, makeJobs, roomEvent } from '../queue-in-memory.js';

const byEnd = { ...defaultSort, by: 'end' } as const;
const views: readonly NamedView[] = [
  { name: 'failures', filter: { statuses: ['failed'], types: null, name: '' } },
  {
    name: 'ends',
    filter: { statuses: null, types: ['parse'], name: 'fix' },
    sort: byEnd,
    density: 'compact',
  },
];

function machineWith(named: readonly NamedView[], ...keys: string[]): JobsStateMachine {
  const machine = new JobsStateMachine({
    heightOf,
    recordProgress: (log) => log,
    views: named,
    filter: { statuses: null, types: null, name: '', cleared: { until: 1, except: [] } },
  });
  machine.handle(roomEvent(12));
  const request = machine.request();
  machine.handle({ type: 'picture', picture: answer(makeJobs(40), request), request });
  press(machine, ...keys);
  return machine;
}

function press(machine: JobsStateMachine, ...keys: string[]): string[] {
  return keys.flatMap((key) => machine.handle({ type: 'key', key }).map(({ type }) => type));
}

describe('the menu of views', () => {
  it('shows the chosen one from its top, and keeps it for the next start', () => {
    const machine = machineWith(views, 'j', 'j', '*', 'v', 'j');
    expect(press(machine, 'Enter')).toEqual(['read', 'remember']);
    expect(machine.state).toMatchObject({
      mode: 'JOB_LIST',
      viewChosen: null,
      allMarked: null,
      sort: byEnd,
      density: 'compact',
      filter: { types: ['parse'], name: 'fix', cleared: { until: 1, except: [] } },
      viewport: { pinned: true },
      pending: { kind: 'index', index: 0 },
    });
    expect(activeView(machine.state)?.name).toBe('ends');
  });

  it('takes a view by its number, and leaves alone what the view does not say', () => {
    const machine = machineWith(views, 'z', 's', 'j', 'Enter', 'v', '1');
    expect(machine.state).toMatchObject({
      density: 'compact',
      sort: byEnd,
      filter: { statuses: ['failed'] },
    });
    expect(activeView(machine.state)?.name).toBe('failures');
  });

  it('opens at the view that the list shows, and stays within the list of them', () => {
    const machine = machineWith(views, 'v', '2', 'v');
    expect(machine.state.viewChosen).toBe(1);
    press(machine, 'j');
    expect(machine.state.viewChosen).toBe(1);
    press(machine, 'k', 'k');
    expect(machine.state.viewChosen).toBe(0);
    press(machine, 'Escape');
    expect([machine.state.mode, machine.state.viewChosen]).toEqual(['JOB_LIST', null]);
    expect(activeView(machine.state)?.name).toBe('ends');
  });

  it('says that there is none of that number, and that none is configured', () => {
    const machine = machineWith(views, 'v', '3');
    expect([machine.state.mode, machine.state.notice?.text]).toEqual([
      'VIEWS_DIALOG',
      '3: there is no such view',
    ]);
    const none = machineWith([], 'v');
    expect([none.state.mode, none.state.notice?.text]).toEqual([
      'JOB_LIST',
      'v: the configuration names no views',
    ]);
  });

  it('is no longer about a view once the operator changes the filter, the order or the density', () => {
    for (const keys of [['1'], ['s', 'k', 'Enter'], ['z']]) {
      const machine = machineWith(views, 'v', '2', ...keys);
      expect([keys, activeView(machine.state)]).toEqual([keys, null]);
    }
  });
});
