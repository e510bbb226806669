import { beforeEach, describe, expect, it } from '@jest/globals';
import type { JobsStateMachine } from '../../../lib/machine/jobs-state-machine.js';
import type { Command } from '../../../lib/machine/state/event.js';
import type { Job } from '../../../lib/model/job.js';
import type { Found, PictureRequest } from '../../../lib/model/picture.js';
import { machineInRoom, press as pressIn } from '../machine-in-room.js';
import { answer, makeJob, makeJobs } from '../queue-in-memory.js';

let machine: JobsStateMachine;
let jobs: readonly Job[];

beforeEach(() => {
  machine = machineInRoom();
  jobs = makeJobs(60);
  take();
  take();
});

const press = (...keys: readonly string[]) => pressIn(machine, ...keys);

/** A picture that answers a request, with what the search has found so far where that is said. */
function take(so?: Partial<Found>, request: PictureRequest = machine.request()): readonly Command[] {
  const picture = answer(jobs, request);
  const found = picture.found && { ...picture.found, nth: null, searched: 0.4, ...so };
  // As the reader answers it: around the match, else where the search began.
  const at = found?.index ?? null;
  const around = at === null ? request : { ...request, anchor: { kind: 'index', index: at } as const };
  const { window } =
    so === undefined
      ? picture
      : answer(jobs, at === null ? { ...request, anchor: { kind: 'index', index: 0 } } : around);
  return machine.handle({
    type: 'picture',
    picture: so && found ? { ...picture, window, found } : picture,
    request,
  });
}

const again = () => [{ type: 'read' }];
const anchor = () => machine.request().anchor;

describe('a search answered in parts', () => {
  it('gives the notice about no match only when it is complete', () => {
    press('/', 'x', 'Enter');
    expect(take({ index: null, matches: 0 })).toEqual(again());
    expect(machine.state.notice).toBeNull();
    expect(take()).toEqual([]);
    expect(machine.state.notice?.text).toBe('No match for \u201cx\u201d');
  });

  it('keeps its match selected while others are counted and jobs come in above', () => {
    press('/', '4');
    take({ index: 4, matches: 1 });
    expect(machine.state.selection).toEqual({ id: '4', index: 4 });
    const { selectedLine } = machine.state.viewport;
    jobs = [...jobs.slice(0, 2), makeJob('new 4'), ...jobs.slice(2)];
    expect(take({ index: 2, matches: 9, searched: 0.7 })).toEqual(again());
    expect(machine.state.selection).toEqual({ id: '4', index: 5 });
    expect(machine.state.viewport.selectedLine).toBe(selectedLine);
    expect(machine.state.search?.found).toMatchObject({ matches: 9, searched: 0.7 });
    take();
    expect(machine.state.selection.id).toBe('4');
  });

  it.each([['Escape'], ['Ctrl-c']])('ends with %s and returns to the job where it began', (key) => {
    press('/', '4');
    const asked = machine.request();
    take({ index: 44, matches: 1 });
    const late = machine.request();
    expect(press(key)).toEqual(again());
    expect(anchor()).toEqual({ kind: 'job', id: '0', index: 0 });
    // Its last part is on its way: nobody asks for more of it.
    take({ index: 44, matches: 2 }, late);
    expect(anchor()).toEqual({ kind: 'job', id: '0', index: 0 });
    take();
    expect(machine.state).toMatchObject({ selection: { id: '0', index: 0 }, search: null, pending: null });
    expect(asked.anchor).not.toEqual(anchor());
  });

  it('goes on counting after Enter, and ends when the operator moves', () => {
    press('/', '4');
    take({ index: 4, matches: 1 });
    expect(press('Enter')).toEqual([]);
    expect(take({ index: 4, matches: 3 })).toEqual(again());
    press('j');
    expect(machine.state).toMatchObject({ selection: { id: '5' }, pending: null });
    expect(take()).toEqual([]);
    expect(machine.state.search?.found).toMatchObject({ matches: 3, searched: 0.4 });
  });

  it('goes on from its match with n before it is complete', () => {
    press('/', '4');
    take({ index: 4, matches: 1 });
    press('Enter', 'n');
    expect(anchor()).toMatchObject({ text: '4', from: { id: '4', index: 4 }, inclusive: false });
    take({ index: null, matches: 2 });
    expect(machine.state.selection.id).toBe('4');
    take({ index: 14, matches: 2 });
    expect(machine.state.selection).toEqual({ id: '14', index: 14 });
  });

  it('ends when Escape removes it', () => {
    press('/', '4', 'Enter');
    take({ index: 4, matches: 1 });
    press('Escape');
    expect(machine.state).toMatchObject({ search: null, pending: null, selection: { id: '4' } });
    expect(take()).toEqual([]);
  });
});
