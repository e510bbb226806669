import { describe, expect, it } from '@jest/globals';
import type { JobsStateMachine } from '../../../lib/machine/jobs-state-machine.js';
import { activeView } from '../../../lib/machine/state/listed.js';
import { defaultFilter } from '../../../lib/model/filter.js';
import { defaultPanel, type NamedView } from '../../../lib/model/saved-view.js';
import { defaultSort } from '../../../lib/model/sort.js';
import { machineInRoom, press, showJobs, typesOf } from '../machine-in-room.js';
import { makeJobs } from '../queue-in-memory.js';

const byEnd = { ...defaultSort, by: 'end' } as const;
const views: readonly NamedView[] = [
  { name: 'failures', filter: { statuses: ['failed'], types: null, name: '' } },
  {
    name: 'ends',
    filter: { statuses: null, types: ['parse'], name: 'fix' },
    sort: byEnd,
    density: 'compact',
    columns: ['error'],
  },
];

function machineWith(named: readonly NamedView[], ...keys: string[]): JobsStateMachine {
  const filter = { statuses: null, types: null, name: '', cleared: { until: 1, except: [] } };
  const machine = machineInRoom({ views: named, filter });
  showJobs(machine, makeJobs(40));
  press(machine, ...keys);
  return machine;
}

describe('the menu of views', () => {
  it('shows the chosen view from the top of the list, and saves it', () => {
    const machine = machineWith(views, 'j', 'j', '*', 'v', 'j');
    expect(typesOf(press(machine, 'Enter'))).toEqual(['read', 'remember']);
    expect(machine.state).toMatchObject({
      ...{ mode: 'JOB_LIST', viewChosen: null, allMarked: null, sort: byEnd, density: 'compact' },
      filter: { types: ['parse'], name: 'fix', cleared: { until: 1, except: [] } },
      viewport: { pinned: true },
      pending: { kind: 'index', index: 0 },
    });
    expect(activeView(machine.state)?.name).toBe('ends');
  });

  it.each([
    ['Backspace', ['v', '2', 'Backspace'], 'by time, comfortable'],
    [
      'Backspace, where C came since',
      ['v', '2', 'C', 'n', 'Enter', 'Backspace'],
      'by time, compact, 0 columns',
    ],
    [
      'Backspace, where C came before',
      ['C', 'n', 'Enter', 'v', '2', 'Backspace'],
      'by time, compact, 0 columns',
    ],
    ['0', ['v', '2', '0'], 'by time, comfortable'],
    ['a view that sets neither', ['v', '2', 'v', '1'], 'by time, comfortable'],
    ['Backspace after that', ['z', 'v', '2', 'v', '1', 'Backspace'], 'by time, compact'],
    ['Backspace, where z came before', ['z', 'v', '2', 'Backspace'], 'by time, compact'],
    [
      'Backspace, where another order came before',
      ['s', 'j', 'j', 'Enter', 'v', '2', 'Backspace'],
      'by duration, comfortable',
    ],
    [
      'Backspace, where another came since',
      ['v', '2', 's', 'j', 'Enter', 'Backspace'],
      'by duration, comfortable',
    ],
    ['Backspace, where z came since', ['v', '2', 'z', 'z', 'Backspace'], 'by time, compact'],
    ['a key that narrows it', ['v', '2', '1'], 'by end, compact, 1 columns'],
  ])(
    'leaves the order, the density and the columns to %s as they were, unless chosen since',
    (_, keys, left) => {
      const { sort, density, columns } = machineWith(views, ...keys).state;
      const chosen = columns === null ? '' : `, ${columns.length} columns`;
      expect(`by ${sort.by}, ${density}${chosen}`).toBe(left);
    },
  );

  it('is left by Backspace at the next start, too, and without a filter', () => {
    const [view] = [{ ...views[1], name: 'order', filter: defaultFilter } as NamedView];
    const panel = { ...defaultPanel, sort: byEnd, density: 'compact', columns: ['error'] } as const;
    const machine = machineInRoom({ views: [view], filter: { ...defaultFilter, cleared: null }, panel });
    showJobs(machine, makeJobs(40));
    expect(activeView(machine.state)?.name).toBe('order');
    press(machine, 'Backspace');
    expect(machine.state).toMatchObject({
      sort: defaultSort,
      density: 'comfortable',
      columns: null,
      viewport: { lines: 12 },
    });
    press(machine, 'Backspace');
    expect(machine.state.notice?.text).toBe('Backspace: no filter is set');
  });

  it('does not open if the configuration names no views', () => {
    const none = machineWith([], 'v');
    expect([none.state.mode, none.state.notice?.text]).toEqual(['JOB_LIST', 'v: no views configured']);
  });

  it('has no active view after the filter, the order or the density was changed', () => {
    for (const keys of [['1'], ['s', 'k', 'Enter'], ['z']]) {
      const machine = machineWith(views, 'v', '2', ...keys);
      expect([keys, activeView(machine.state)]).toEqual([keys, null]);
    }
  });
});
