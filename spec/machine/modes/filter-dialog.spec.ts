import { beforeEach, describe, expect, it } from '@jest/globals';
import type { JobsStateMachine } from '../../../lib/machine/jobs-state-machine.js';
import { applyDraft, enterFilter } from '../../../lib/machine/modes/filtering.js';
import { statusRow, textRow } from '../../../lib/machine/state/filter-draft.js';
import { defaultFilter, type JobFilter, listedStatuses, listedTypes } from '../../../lib/model/filter.js';
import type { Job, JobStatus } from '../../../lib/model/job.js';
import type { Picture } from '../../../lib/model/picture.js';
import { machineInRoom, showJobs } from '../machine-in-room.js';
import { answer, makeJob, makeJobs } from '../queue-in-memory.js';

let machine: JobsStateMachine;

beforeEach(() => {
  machine = machineInRoom();
});

function press(...keys: string[]): void {
  for (const key of keys) machine.handle({ type: 'key', key });
}

function reload(jobs: readonly Job[]): void {
  showJobs(machine, jobs);
}

const draft = () => {
  const { draft: open } = machine.state;
  if (open === null) throw new Error('the dialog is closed');
  return open;
};

describe('the filter dialog', () => {
  beforeEach(() => {
    reload(makeJobs(3));
    press('f');
  });

  it('opens the help, which leads back to it as it was, but types its key in the text', () => {
    press('j', 'Space', '?');
    expect(machine.state.mode).toBe('HELP');
    const before = draft();
    press('G', '/', 'x', 'Enter', 'Escape');
    expect(machine.state.mode).toBe('FILTER_DIALOG');
    expect(draft()).toEqual(before);
    press('/', '?', 'Escape');
    expect(draft()).toMatchObject({ text: '?', typing: false });
    expect(machine.state.mode).toBe('FILTER_DIALOG');
  });

  it('types no letter of the keys that lead to the text, from either column', () => {
    press(...Array.from({ length: 20 }, () => 'j'), 'k', 'j', 'j');
    expect(draft()).toMatchObject({ row: textRow, typing: false, text: '' });
    press('Tab', 'l', ...Array.from({ length: 20 }, () => 'j'));
    expect(draft()).toMatchObject({ row: textRow, typing: false, text: '' });
  });

  it('goes round no end with j and k, and back up into the statuses', () => {
    press('k', 'k', 'Up');
    expect(draft().row).toBe(0);
    press('l', 'k', 'Up');
    expect(draft().row).toBe(statusRow);
    press('Down', ...listedStatuses.map(() => 'j'), 'k');
    expect(draft().row).toBe(textRow - 1);
  });

  it.each([
    ['l', 'h'],
    ['Right', 'Left'],
  ])('moves between the columns with %s and %s, on the same line', (right, left) => {
    press('j', right);
    expect(draft().row).toBe(statusRow + 1);
    press(right);
    expect(draft().row).toBe(statusRow + 1);
    press('j', 'j', 'j', 'j', left);
    expect(draft().row).toBe(statusRow - 1);
    press(left, 'k', right);
    expect(draft().row).toBe(statusRow + statusRow - 2);
    press('Tab', 'Escape', left);
    expect(draft().row).toBe(textRow);
  });

  it.each(['i', '/', 'Tab', 'Space'])('types the text after %s', (key) => {
    press(...(key === 'Tab' ? ['Tab'] : key === 'Space' ? Array.from({ length: 9 }, () => 'j') : []), key);
    press('q', 'j', 'Space', 'o', 'h');
    expect(draft()).toMatchObject({ text: 'qj oh', typing: true, row: textRow });
    press('Left', 'Backspace');
    expect(draft()).toMatchObject({ text: 'qj o', typing: true });
  });

  it('ends the typing with Escape, then the dialog; with Enter it applies', () => {
    press('/', 'x', 'Escape');
    expect(draft()).toMatchObject({ text: 'x', typing: false, row: textRow });
    press('q');
    expect(machine.state).toMatchObject({ mode: 'JOB_LIST', draft: null, filter: { name: '' } });
    press('f', '/', 'x', 'Enter');
    expect(machine.state).toMatchObject({ mode: 'JOB_LIST', draft: null, filter: { name: '', text: 'x' } });
    press('f', '/', 'y', 'Up');
    expect(draft()).toMatchObject({ text: 'x y', typing: false, row: textRow - 1 });
  });

  it.each(['i', '/', 'Tab', 'Space'])(
    'types another word behind the text after %s, or goes on with the last',
    (key) => {
      press('/', 'x', 'Escape');
      if (key === 'Tab') press('Shift-Tab', 'Tab');
      else press(key);
      expect(draft()).toMatchObject({ text: 'x ', typing: true, row: textRow });
      press('y', 'Escape', 'i', 'Backspace', 'z');
      expect(draft().text).toBe('x yz');
    },
  );

  it('goes on to the next part with Tab, and back with Shift-Tab, round the ends', () => {
    press('j', 'Tab');
    expect(draft().row).toBe(statusRow);
    press('Tab', 'Tab');
    expect(draft()).toMatchObject({ row: 0, typing: false });
    press('Shift-Tab');
    expect(draft()).toMatchObject({ row: textRow, typing: true });
    press('Shift-Tab', 'Shift-Tab');
    expect(draft()).toMatchObject({ row: 0, typing: false });
  });

  it('checks only this one, all or none of the column in focus', () => {
    press('j', 'o');
    expect([...draft().types]).toEqual(['parse']);
    expect([...draft().statuses].sort()).toEqual(listedStatuses.filter((each) => each !== 'queued').sort());
    press('a', 'l', 'o');
    expect([...draft().types]).toEqual(listedTypes);
    expect([...draft().statuses]).toEqual(['gone']);
    press('n');
    expect(draft().statuses.size).toBe(0);
    press('a');
    expect([...draft().statuses]).toEqual(listedStatuses);
    press('n', 'j', 'j', 'j', 'j', 'Space', 'Enter');
    expect(machine.state.filter).toMatchObject({ statuses: ['queued'], types: null });
  });

  it('says that the text is nothing to check', () => {
    press('Shift-Tab', 'Escape', 'o');
    expect(machine.state.notice?.text).toBe('o: nothing to check in this row');
  });
});

describe('what is typed in the filter dialog', () => {
  /** As the dialog orders statuses. */
  const inOrder: JobFilter = {
    ...defaultFilter,
    statuses: listedStatuses.filter((each) => defaultFilter.statuses?.includes(each)),
  };
  const workers = ['vm-1:10', 'vm-2:20', 'vm with blanks'];
  const cause = { key: 'k1', text: 'Disk full at <path>' };

  /** Answers what the machine would read now; returns what suggestions it asks for. */
  function read(): readonly string[] {
    const request = machine.request();
    const picture = answer(makeJobs(3), request);
    const rows = workers.map((name) => ({ name })) as unknown as NonNullable<Picture['workers']>['rows'];
    machine.handle({
      type: 'picture',
      picture: {
        ...picture,
        ...(request.workers && { workers: { periodMs: null, rows, total: 3, others: 0, jobs: null } }),
      },
      request,
    });
    return (['workers', 'parsers', 'causes'] as const).filter((each) => request[each] !== undefined);
  }

  const type = (text: string) => press(...[...text].map((each) => (each === ' ' ? 'Space' : each)));

  beforeEach(() => {
    reload(makeJobs(3));
    press('f', '/');
  });

  it('is any text, an id, a worker, a parser, a cause and a name at once', () => {
    type('disk full id:7,8 worker:vm-1 cause:"no room" parser:fix name:f');
    press('Enter');
    expect(machine.state.filter).toEqual({
      ...inOrder,
      ...{ text: 'disk full', ids: ['7', '8'], worker: 'vm-1', parser: 'fix', name: 'f' },
      cause: { key: null, text: 'no room' },
    });
    press('f');
    expect(draft().text).toBe('disk full name:f id:7,8 worker:vm-1 parser:fix cause:"no room"');
    press('Tab', 'Tab', 'Ctrl-u', 'Enter');
    expect(machine.state.filter).toEqual(inOrder);
  });

  it('leaves alone what is not typed: the database, and the very cause that a panel chose', () => {
    const chosen = { ...inOrder, database: 'archive', cause };
    const state = enterFilter({ ...machine.state, filter: chosen });
    expect(applyDraft(state).state.filter).toEqual(chosen);
  });

  it('has workers, parsers or causes read once for the word that names one, and for no other', () => {
    const commands = (keys: string) =>
      [...keys].flatMap((key) => machine.handle({ type: 'key', key }).map((command) => command.type));
    expect(commands('worker')).toEqual([]);
    expect(commands(':')).toEqual(['read']);
    expect(read()).toEqual(['workers']);
    expect(commands('vm')).toEqual([]);
    press('Space');
    expect(read()).toEqual([]);
    expect(commands('cause:')).toEqual(['read']);
    expect(read()).toEqual(['causes']);
    press('Escape');
    expect(read()).toEqual([]);
    press('i', 'Ctrl-u');
    expect(commands('parser:')).toEqual(['read']);
    expect(read()).toEqual(['parsers']);
  });

  it('becomes the next suggestion with Tab, the one before with Shift-Tab, and goes on from there', () => {
    type('x wor');
    press('Tab');
    expect(draft().text).toBe('x worker:');
    read();
    press('Tab');
    expect(draft().text).toBe('x worker:=vm-1:10');
    press('Tab', 'Tab');
    expect(draft().text).toBe('x worker:"=vm with blanks"');
    press('Tab');
    expect(draft().text).toBe('x worker:=vm-1:10');
    press('Shift-Tab', 'Shift-Tab');
    expect(draft()).toMatchObject({ text: 'x worker:=vm-2:20', row: textRow, typing: true });
    press('Backspace', 'Backspace', 'Backspace', 'Tab');
    expect(draft().text).toBe('x worker:=vm-2:20');
    press('Space', 'Tab');
    expect(draft()).toMatchObject({ row: 0, typing: false });
  });
});

describe('the keys of the statuses', () => {
  it.each<[string, readonly JobStatus[] | null]>([
    ['1', ['failed']],
    ['2', ['running']],
    ['3', ['queued']],
    ['4', ['complete']],
    ['5', ['cancelled']],
    ['0', null],
  ])('%s shows only %j, whatever else is filtered', (key, statuses) => {
    reload(makeJobs(3));
    press('f', 'o', '/', 'x', 'Enter', key);
    expect(machine.state.filter).toMatchObject({ statuses, types: ['scan'], text: 'x' });
  });

  it('lead to the first job, unless they leave the selected one in', () => {
    reload(makeJobs(200));
    press('G', '2');
    reload(makeJobs(200));
    expect(machine.state.selection.id).toBe('199');
    press('1');
    const failed = Array.from(
      { length: 90 },
      (_, index): Job => ({ ...makeJob(`f${index}`), status: 'failed' }),
    );
    reload(failed);
    expect(machine.state.selection).toEqual({ id: 'f0', index: 0 });
  });
});

describe('the filter that the dialog leads to', () => {
  it('lets all statuses through where none is checked, and has no blanks around its text', () => {
    reload(makeJobs(3));
    press('f', 'l', 'n', '/', ' ', 'a', ' ', 'Enter');
    expect(machine.state).toMatchObject({ mode: 'JOB_LIST', filter: { statuses: null, text: 'a' } });
  });
});
