import { describe, expect, it } from '@jest/globals';
import { JobsStateMachine } from '../../../lib/machine/jobs-state-machine.js';
import { requestFor } from '../../../lib/machine/requests/picture-request.js';
import type { Mode } from '../../../lib/machine/state/state.js';
import type { Picture } from '../../../lib/model/picture.js';
import { monitoring } from '../../screens/monitoring-scene.js';
import { heightOf, makeJobs, makePicture, roomEvent } from '../queue-in-memory.js';

/** Panels by the keys that lead to them, and what a picture is asked for while they are open. */
const panels: readonly { readonly key: string; readonly mode: Mode; readonly part: string | null }[] = [
  { key: 'e', mode: 'CAUSES_PANEL', part: 'causes' },
  { key: 'w', mode: 'WORKERS_PANEL', part: 'workers' },
  { key: 'p', mode: 'PARSERS_PANEL', part: 'parsers' },
  { key: 'a', mode: 'ACTIVITY_PANEL', part: null },
  { key: 'm', mode: 'MONITORING_PANEL', part: 'monitoring' },
];
const parts = panels.flatMap(({ part }) => part ?? []);

function machine(...keys: readonly string[]): JobsStateMachine {
  const made = new JobsStateMachine({ heightOf, recordProgress: (log) => log });
  made.handle(roomEvent(12));
  const picture: Picture = { ...makePicture(makeJobs(20)), monitoring };
  made.handle({ type: 'picture', picture });
  for (const key of keys) made.handle({ type: 'key', key });
  return made;
}

const pairs = panels.flatMap((from) =>
  panels.flatMap((to) => (from === to || (from.key === 'm' && to.key === 'p') ? [] : { from, to })),
);

describe('a panel', () => {
  it.each(pairs)('gives way to another one: $from.mode to $to.mode', ({ from, to }) => {
    const made = machine(from.key);
    expect(made.state.mode).toBe(from.mode);
    const commands = made.handle({ type: 'key', key: to.key });
    expect(made.state).toMatchObject({ mode: to.mode, below: [] });
    expect(commands.filter(({ type }) => type === 'read').length).toBe(1);
    const asked = Object.keys(requestFor(made.state)).filter((part) => parts.includes(part));
    expect(asked).toEqual(to.part === null ? [] : [to.part]);
    made.handle({ type: 'key', key: 'Escape' });
    expect(made.state).toMatchObject({ mode: 'JOB_LIST', below: [] });
  });

  it.each(panels)(
    'opens from the list, and its own key closes it or does nothing: $mode',
    ({ key, mode }) => {
      const made = machine(key);
      expect(made.state).toMatchObject({ mode, below: [] });
      made.handle({ type: 'key', key });
      expect(['JOB_LIST', mode]).toContain(made.state.mode);
      if (made.state.mode !== mode) return;
      made.handle({ type: 'key', key: 'Escape' });
      expect(made.state.mode).toBe('JOB_LIST');
    },
  );

  it('takes neither the place nor the search of the one before', () => {
    const made = machine('a', '/', 'x', 'Enter', 'w');
    expect(made.state.mode).toBe('WORKERS_PANEL');
    expect(made.state.panelSearch).toBeNull();
    expect(made.state.panelPosition).toEqual(machine('w').state.panelPosition);
  });

  it('ends the pause of the monitoring panel that it takes the place of', () => {
    const made = machine('m', 'p');
    expect(made.state.mode).toBe('MONITORING_PANEL');
    expect(made.state.monitor.paused).not.toBeNull();
    made.handle({ type: 'key', key: 'e' });
    expect(made.state.monitor.paused).toEqual(machine('m', 'p', 'Escape').state.monitor.paused);
  });

  it('stays below the help, and a key of another panel there leads nowhere', () => {
    const made = machine('w', '?', 'e');
    expect(made.state).toMatchObject({ mode: 'HELP', below: ['WORKERS_PANEL'] });
  });

  it('is not replaced by a panel over a job, which lies above the list', () => {
    const made = machine('Enter', 'e');
    expect(made.state.mode).toBe('DETAIL_PANEL');
  });
});
