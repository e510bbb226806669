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
  it('is requested again at once with the same anchor until it is complete', () => {
    press('/', '4', '7');
    const wanted = anchor();
    expect(wanted).toMatchObject({ kind: 'match', text: '47', from: { id: '0', index: 0 } });
    expect(take({ index: null, matches: 0, searched: 0.2 })).toEqual(again());
    expect(anchor()).toBe(wanted);
    expect(machine.state).toMatchObject({
      selection: { id: '0' },
      search: { found: { index: null, matches: 0, searched: 0.2 } },
      notice: null,
    });
    expect(take({ index: 47, matches: 1, searched: 0.9 })).toEqual(again());
    expect(anchor()).toBe(wanted);
    expect(machine.state.selection).toEqual({ id: '47', index: 47 });
    expect(take()).toEqual([]);
    expect(machine.state).toMatchObject({
      selection: { id: '47' },
      search: { found: { nth: 1, matches: 1 } },
    });
    expect(machine.state.search?.found?.searched).toBeUndefined();
    expect(anchor()).toMatchObject({ kind: 'job', id: '47' });
  });

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

  it('selects the match that was found if its own match is gone', () => {
    press('/', '4');
    take({ index: 4, matches: 1 });
    jobs = jobs.filter(({ id }) => id !== '4');
    take({ index: 13, matches: 1 });
    expect(machine.state.selection).toEqual({ id: '14', index: 13 });
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

  it('is replaced by the search for one more letter', () => {
    press('/', '4');
    const early = machine.request();
    press('7');
    const wanted = anchor();
    expect(take({ index: 4, matches: 7 }, early)).toEqual(again());
    expect(anchor()).toBe(wanted);
    expect(machine.state).toMatchObject({ selection: { id: '0' }, search: { text: '47', found: null } });
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

  it('lets keys act on its match while it counts, and on no job before a match is found', () => {
    jobs = jobs.map((job) => ({ ...job, status: 'failed' }));
    take();
    press('/', '4', 'Enter');
    take({ index: null, matches: 0 });
    press('R');
    expect(machine.state.notice?.text).toBe('R: still searching');
    expect(machine.state.writing).toEqual([]);
    take({ index: 4, matches: 1 });
    press('R');
    expect(machine.state.writing).toMatchObject([{ action: 'retry', jobs: [{ id: '4' }] }]);
  });

  it('ends when Escape removes it', () => {
    press('/', '4', 'Enter');
    take({ index: 4, matches: 1 });
    press('Escape');
    expect(machine.state).toMatchObject({ search: null, pending: null, selection: { id: '4' } });
    expect(take()).toEqual([]);
  });

  it('moves the detail panel to its match while it still counts', () => {
    press('/', '4', 'Enter');
    press('Enter');
    expect(machine.state).toMatchObject({ mode: 'DETAIL_PANEL', detailId: '0' });
    take({ index: 4, matches: 1 });
    expect(machine.state).toMatchObject({ selection: { id: '4' }, detailId: '4' });
  });
});
