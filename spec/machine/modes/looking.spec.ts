import { describe, expect, it } from '@jest/globals';
import type { JobsStateMachine } from '../../../lib/machine/jobs-state-machine.js';
import { withSeen } from '../../../lib/machine/modes/looking.js';
import type { JobsEvent } from '../../../lib/machine/state/event.js';
import { digestIn, isNewJob } from '../../../lib/machine/state/news.js';
import type { JobsState } from '../../../lib/machine/state/state.js';
import type { Job } from '../../../lib/model/job.js';
import { type Look, nothingSeen } from '../../../lib/model/look.js';
import type { CountedPicture, Since } from '../../../lib/model/picture.js';
import { jobWith, minute, now, pictureOf } from '../../view/scene.js';
import { machineInRoom } from '../machine-in-room.js';

const second = 1000;
const look: Look = {
  at: now - 10 * minute + 500,
  counts: { queued: 0, complete: 3, failed: 1, cancelled: 0 },
  troubles: { gone: 0, silent: 0, stalled: 0 },
  causes: ['k1'],
};
/** Two seconds before the look, in whole seconds. */
const from = now - 10 * minute - 2 * second;

const failed = (id: string, completedAt: number) =>
  jobWith({ id, name: `job ${id}`, status: 'failed', completedAt });
const jobs: readonly Job[] = [
  failed('1', now - minute),
  failed('2', now - 2 * minute),
  failed('3', now - 60 * minute),
  jobWith({ id: '4', completedAt: now - minute }),
];

/** What ended since. */
function since(given: Partial<Since['counts']> = {}, more: Partial<Since> = {}): Since {
  const counts = { complete: 0, failed: 0, cancelled: 0, ...given };
  return { at: from, counts, newCauses: [], moreNewCauses: 0, unread: 0, ...more };
}

const machineWith = (last: Look | null) => machineInRoom({ seen: { ...nothingSeen, look: last } });

/** A picture that answers what the machine asks for now; returns the types of commands. */
function show(machine: JobsStateMachine, given: Partial<CountedPicture> = {}): readonly string[] {
  const request = machine.request();
  return types(machine, { type: 'picture', picture: pictureOf(jobs, given), request });
}

function types(machine: JobsStateMachine, event: JobsEvent): readonly string[] {
  return machine.handle(event).map(({ type }) => type);
}

const press = (machine: JobsStateMachine, key: string, at = now) => types(machine, { type: 'key', key, at });
const focus = (machine: JobsStateMachine, focused: boolean, at: number) =>
  types(machine, { type: 'focus', focused, at });

/** A machine that tells of two failed jobs and one that is done. */
function telling(): JobsStateMachine {
  const machine = machineWith(look);
  show(machine);
  show(machine, { since: since({ failed: 2, complete: 1 }) });
  expect(digestIn(machine.state)).toMatchObject({ failed: 2, done: 1 });
  return machine;
}

describe('the news at the start', () => {
  it('is requested with the second picture, from two seconds before the last look', () => {
    const machine = machineWith(look);
    expect(machine.request().since).toBeUndefined();
    expect(show(machine)).toContain('read');
    expect(machine.request().since).toEqual({ at: from, knownCauses: ['k1'] });
    expect(digestIn(machine.state)).toBeNull();
  });

  it('is read until no failure is unread', () => {
    const machine = machineWith(look);
    show(machine);
    expect(show(machine, { since: since({ failed: 1 }, { unread: 5 }) })).toContain('read');
    expect(show(machine, { since: since({ failed: 1 }) })).not.toContain('read');
  });

  it('is null if nothing ended, and then the look is renewed', () => {
    const machine = machineWith(look);
    show(machine);
    show(machine, { since: since() });
    expect(machine.request().since).toBeUndefined();
    expect(machine.state.looking.last?.at).toBe(now);
  });

  it('stays until Escape, whatever pictures, keys and focus come', () => {
    const machine = telling();
    show(machine, { asOf: now + minute, since: since({ failed: 3 }) });
    press(machine, 'j');
    expect(digestIn(machine.state)).toMatchObject({ failed: 3 });
    expect(machine.state.looking.last).toEqual(look);
    focus(machine, false, now + 2 * minute);
    expect(machine.state.looking.last).toEqual(look);
    focus(machine, true, now + 9 * minute);
    expect(machine.state.looking).toMatchObject({ since: look, seen: new Set(['2']) });
    press(machine, 'Escape', now + 10 * minute);
    expect(digestIn(machine.state)).toBeNull();
    expect(machine.request().since).toBeUndefined();
  });
});

describe('the last look', () => {
  const lastAt = (machine: JobsStateMachine) => machine.state.looking.last?.at;

  it('is renewed by pictures while the terminal has the focus, and kept when that goes', () => {
    const machine = machineWith(null);
    show(machine, { asOf: now });
    focus(machine, true, now);
    show(machine, { asOf: now + 20 * minute });
    expect(lastAt(machine)).toBe(now + 20 * minute);
    // Until then nothing else was on the screen.
    expect(focus(machine, false, now + 25 * minute)).toEqual(['keep']);
    expect(lastAt(machine)).toBe(now + 25 * minute);
    show(machine, { asOf: now + 26 * minute, counts: { ...pictureOf([]).counts, failed: 9 } });
    expect(machine.state.looking.last).toMatchObject({ at: now + 25 * minute, counts: { failed: 1 } });
  });

  it('is not renewed by a key before the focus went', () => {
    const machine = machineWith(null);
    show(machine, { asOf: now });
    press(machine, 'j', now + second);
    focus(machine, false, now + 2 * second);
    show(machine, { asOf: now + 3 * second });
    expect(lastAt(machine)).toBe(now + 2 * second);
    // A key proves that somebody is there.
    press(machine, 'k', now + 4 * second);
    expect(lastAt(machine)).toBe(now + 4 * second);
  });

  it('is saved every five seconds at most', () => {
    const machine = machineWith(null);
    expect(show(machine, { asOf: now })).not.toContain('keep');
    expect(show(machine, { asOf: now + 4 * second })).not.toContain('keep');
    expect(show(machine, { asOf: now + 5 * second })).toContain('keep');
    expect(show(machine, { asOf: now + 6 * second })).not.toContain('keep');
    expect(press(machine, 'j', now + 9 * second)).not.toContain('keep');
    expect(press(machine, 'j', now + 10 * second)).toContain('keep');
    // The clock was set back.
    expect(press(machine, 'k', now - 3600 * second)).toContain('keep');
  });
});

describe('the news when the focus comes back', () => {
  it.each([
    [59 * second, false],
    [minute, true],
  ])('after %i ms is requested: %s', (away, isAsked) => {
    const machine = machineWith(null);
    show(machine, { asOf: now });
    focus(machine, false, now + second);
    expect(focus(machine, true, now + second + away)).toEqual(isAsked ? ['read'] : []);
    expect(machine.request().since).toEqual(isAsked ? { at: now - second, knownCauses: [] } : undefined);
  });

  it('counts from when the focus went first', () => {
    const machine = machineWith(null);
    show(machine, { asOf: now });
    focus(machine, false, now + second);
    focus(machine, false, now + 59 * second);
    focus(machine, true, now + 2 * minute);
    expect(machine.state.looking.since?.at).toBe(now + second);
  });
});

describe('the next new job', () => {
  const step = (machine: JobsStateMachine, found: CountedPicture['found'], id?: string) => {
    expect(press(machine, '.')).toContain('read');
    const { anchor } = machine.request();
    expect(anchor).toMatchObject({ kind: 'new', since: from });
    show(machine, { since: since({ failed: 2, complete: 1 }), ...(found && { found }) });
    if (id !== undefined) expect(machine.state.selection.id).toBe(id);
    return anchor;
  };

  it('is selected and counted as seen, one after another, until the news is acknowledged', () => {
    const machine = telling();
    const isNew = () => jobs.filter((job) => isNewJob(machine.state, job)).map(({ id }) => id);
    expect(isNew()).toEqual(['1', '2', '4']);
    expect(step(machine, { index: 0, nth: 1, matches: 2 }, '1')).toMatchObject({ seen: [] });
    expect(isNew()).toEqual(['2', '4']);
    expect(step(machine, { index: 1, nth: 2, matches: 2 }, '2')).toMatchObject({ seen: ['1'] });
    expect(step(machine, { index: null, nth: null, matches: 2 }, '2')).toMatchObject({ seen: ['1', '2'] });
    expect(digestIn(machine.state)).toBeNull();
    expect(isNew()).toEqual([]);
    expect(machine.state.looking.last?.at).toBe(now);
  });

  it('is reported as missing if the list holds no new job', () => {
    const machine = telling();
    step(machine, { index: null, nth: null, matches: 0 });
    expect(machine.state.notice?.text).toBe('No new job is in this list');
    expect(digestIn(machine.state)).not.toBeNull();
  });

  it('is requested anew only for a job seen meanwhile, however often the key is pressed', () => {
    const machine = telling();
    press(machine, '.');
    expect(machine.request().anchor).toMatchObject({ kind: 'new', seen: [] });
    // Pressing the key has shown the selected job.
    expect(press(machine, '.')).toContain('read');
    expect(machine.request().anchor).toMatchObject({ kind: 'new', seen: ['1'] });
    expect([...press(machine, '.'), ...press(machine, '.')]).toEqual([]);
  });
});

describe('a new job', () => {
  it('counts as seen once any key has selected it', () => {
    const machine = telling();
    press(machine, 'j');
    expect(jobs.map((job) => isNewJob(machine.state, job))).toEqual([true, false, false, true]);
  });

  it('is remembered as seen until 2,000 others have been selected', () => {
    const { state } = telling();
    const ids = Array.from({ length: 2001 }, (_, index) => String(index));
    const begun: JobsState = { ...state, looking: { ...state.looking, seen: new Set<string>() } };
    const { seen } = ids.reduce((before: JobsState, id) => withSeen(before, id), begun).looking;
    expect([...seen]).toEqual(ids.slice(1));
  });
});

describe('Escape', () => {
  it('removes the marks first, then the search, then acknowledges what is new and saves the look', () => {
    const machine = telling();
    press(machine, 'Space');
    expect(press(machine, 'Escape')).toEqual([]);
    expect(machine.state.marked.size).toBe(0);
    expect(digestIn(machine.state)).not.toBeNull();
    for (const key of ['/', '2', 'Enter', 'Escape']) press(machine, key);
    expect(machine.state.search).toBeNull();
    expect(digestIn(machine.state)).not.toBeNull();
    expect(press(machine, 'Escape')).toContain('keep');
    expect(digestIn(machine.state)).toBeNull();
  });
});
