import { beforeEach, describe, expect, it } from '@jest/globals';
import { initialState, type JobsStateMachine } from '../../../lib/machine/jobs-state-machine.js';
import { applyDraft, enterFilter, toggleInDraft } from '../../../lib/machine/modes/filtering.js';
import { statusRow, suggestions, textRow } from '../../../lib/machine/state/filter-draft.js';
import type { JobsState } from '../../../lib/machine/state/state.js';
import { filterTyped } from '../../../lib/model/filter/filter-text.js';
import {
  defaultFilter,
  type JobFilter,
  type ListedStatus,
  listedStatuses,
  listedTypes,
} from '../../../lib/model/filter.js';
import type { Job } from '../../../lib/model/job.js';
import type { Picture } from '../../../lib/model/picture.js';
import { utcZone } from '../../../lib/view/format/times.js';
import { berlin } from '../../view/zones.js';
import { machineInRoom, press as pressIn, showJobs } from '../machine-in-room.js';
import { answer, makeJob, makeJobs, makePicture, otherQueue } from '../queue-in-memory.js';
import { viewMetrics } from '../transition-scene.js';

let machine: JobsStateMachine;

beforeEach(() => {
  machine = machineInRoom();
});

const press = (...keys: readonly string[]) => pressIn(machine, ...keys);
const reload = (jobs: readonly Job[]) => showJobs(machine, jobs);

const place = { names: ['fix'], moreNames: 0, firstAt: 1, lastAt: 2, sample: '0' };
const group = { key: 'k', text: 'KeyError', count: 3, ...place };

const draft = () => {
  const { draft: open } = machine.state;
  if (open === null) throw new Error('the dialog is closed');
  return open;
};

describe('the filter dialog over another program’s queue', () => {
  const open = (types: JobFilter['types'] = null) => {
    const picture = { ...makePicture(makeJobs(3)), queue: otherQueue };
    machine = machineInRoom({ filter: { ...defaultFilter, types } });
    machine.handle({ type: 'picture', picture });
    press('f');
  };
  const suggested = (...letters: readonly string[]) => {
    press('/', ...letters);
    const words = suggestions(draft(), null).map(({ key }) => key);
    press('Escape');
    return words;
  };

  it('never comes to types, and suggests no key of theirs', () => {
    open();
    for (const key of ['h', 'k', 'Up', 'Left']) {
      press(key);
      expect(draft()).toMatchObject({ row: statusRow, hasTypes: false });
    }
    press('Tab', 'Tab');
    expect(draft().row).toBe(statusRow);
    expect(['ty', 've', 'pa', 'ki'].map((word) => suggested(' ', ...word))).toEqual([[], [], [], ['parser']]);
  });

  it('asks for a kind of jobs where others ask for a parser, whatever is typed', () => {
    open();
    press('/', 'k', 'i', 'Tab', ...'send', 'Enter');
    expect(machine.state.filter.parser).toBe('send');
    press('f');
    expect(draft().text).toBe('kind:send');
  });

  it('has types where some are asked for', () => {
    open(['scan']);
    expect(draft()).toMatchObject({ row: 0, hasTypes: true });
    expect(suggested('t', 'y')).toEqual(['type']);
  });
});

describe('the filter dialog', () => {
  beforeEach(() => {
    reload(makeJobs(3));
    press('f');
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

  it.each(['i', '/', 'Tab', 'Space'])('takes typed text after %s', (key) => {
    press(...(key === 'Tab' ? ['Tab'] : key === 'Space' ? Array.from({ length: 9 }, () => 'j') : []), key);
    press('q', 'j', 'Space', 'o', 'h');
    expect(draft()).toMatchObject({ text: 'qj oh', typing: true, row: textRow });
    press('Left', 'Backspace');
    expect(draft()).toMatchObject({ text: 'qj o', typing: true });
  });

  it.each(['i', '/', 'Tab', 'Space'])(
    'begins another word of the text after %s; Backspace goes on with the last',
    (key) => {
      press('/', 'x', 'Escape');
      if (key === 'Tab') press('Shift-Tab', 'Tab');
      else press(key);
      expect(draft()).toMatchObject({ text: 'x ', typing: true, row: textRow });
      press('y', 'Escape', 'i', 'Backspace', 'z');
      expect(draft().text).toBe('x yz');
    },
  );

  it('checks only the row, all or none of the focused column with o, a and n', () => {
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
    press('n', 'j', 'j', 'j', 'j', 'j', 'Space', 'Enter');
    expect(machine.state.filter).toMatchObject({ statuses: ['queued'], types: null });
  });

  it('refuses to check the row of the text', () => {
    press('Shift-Tab', 'Escape', 'o');
    expect(machine.state.notice?.text).toBe('o: nothing to check in this row');
  });
});

describe('the text of the filter dialog', () => {
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
        ...(request.args?.keys && { argKeys: ['args."a b"', 'args.odd:name', 'args.user', 'args.User.id'] }),
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

  it('holds any text, ids, a worker, a parser, a cause and a name at once', () => {
    type('disk full id:7,8 worker:vm-1 cause:"no room" parser:fix name:f');
    press('Enter');
    expect(machine.state.filter).toEqual({
      ...inOrder,
      statuses: null,
      text: 'disk full',
      ids: ['7', '8'],
      worker: 'vm-1',
      parser: 'fix',
      name: 'f',
      cause: { key: null, text: 'no room' },
    });
    press('f');
    expect(draft().text).toBe('disk full name:f id:7,8 worker:vm-1 parser:fix cause:"no room"');
    press('Tab', 'Tab', 'Ctrl-u', 'Enter');
    expect(machine.state.filter).toEqual(inOrder);
  });

  it('narrows the list as it is typed, except by a word that may become a key, and Escape brings it back', () => {
    press('Escape', 'Escape', 'j', 'Space');
    const { marked, savedFilter, filter } = machine.state;
    expect(marked.size).toBe(1);
    press('f', '/');
    const narrowed = (text: string) => {
      const commands = [...text].flatMap((key) => machine.handle({ type: 'key', key, at: 0 }));
      return { filter: machine.state.filter.text, reads: commands.filter(({ type }) => type === 'read') };
    };
    expect(narrowed('d')).toEqual({ filter: undefined, reads: [] });
    expect(narrowed('i')).toEqual({ filter: 'di', reads: [{ type: 'read', when: 'typing-pauses' }] });
    press('Ctrl-u');
    expect(narrowed('stat')).toEqual({ filter: undefined, reads: [] });
    type('us:failed');
    expect(machine.state).toMatchObject({
      filter: { statuses: ['failed'] },
      savedFilter,
      listedBy: { types: null },
    });
    expect([machine.state.marked.size, machine.request().filter.statuses]).toEqual([0, ['failed']]);
    press('Escape', 'Escape');
    expect(machine.state).toMatchObject({
      mode: 'JOB_LIST',
      filter,
      savedFilter,
      listedBy: null,
      unnarrowed: null,
    });
    expect(machine.state.marked).toEqual(marked);
    expect(machine.state.pending).toMatchObject({ kind: 'job', id: machine.state.selection.id });
  });

  it('has the boxes of what is typed, until one of them is checked', () => {
    type('status:failed x type:scan');
    press('Escape', 'k', 'Space');
    expect(draft().text).toBe('x type:scan');
    expect([...draft().statuses].sort()).toEqual(['failed', 'other']);
    press('Enter');
    expect(machine.state.filter).toMatchObject({ types: ['scan'], statuses: ['failed', 'other'], text: 'x' });
  });

  it.each([
    ['ty', 'Tab', 'type:'],
    ['to', 'Tab', 'took>'],
    ['status:failed,qu', 'Tab', 'status:failed,queued'],
    ['since:1', 'Tab', 'since:1h'],
  ])('completes %j with %s to %j', (text, key, completed) => {
    type(text);
    press(key);
    expect(draft().text).toBe(completed);
  });

  it('is completed to the names of arguments, one after the other, and those alone that can be typed', () => {
    const tab = (text: string, count = 1) => {
      press('Ctrl-u');
      type(text);
      read();
      press(...Array.from({ length: count }, () => 'Tab'));
      return draft().text;
    };
    expect([tab('args.'), tab('args.', 2), tab('args.', 3), tab('args.', 4)]).toEqual([
      'args."a b":',
      'args.user:',
      'args.User.id:',
      'args."a b":',
    ]);
    expect([tab('x ARGS.us'), tab('ar'), tab('args.q')]).toEqual(['x args.user:', 'args.', 'args.q']);
    press('Tab');
    expect(machine.request().args).toBeUndefined();
  });

  it('looks for ids and arguments in every status, unless others were or are chosen', () => {
    const applied = (...keys: readonly string[]) => {
      press(...keys, 'Enter');
      const { statuses } = machine.state.filter;
      press('f', 'Enter');
      expect(machine.state.filter.statuses).toEqual(statuses);
      return statuses;
    };
    expect(applied(...'args.user:42')).toBeNull();
    expect(applied('f', '/', 'Ctrl-u')).toEqual(inOrder.statuses);
    expect(applied('f', '/', ...'id:7 retries>2')).toBeNull();
    expect(applied('f', '/', ...' status:failed')).toEqual(['failed']);
    expect(applied('f', '/', 'Ctrl-u', ...'retries>2')).toEqual(['failed']);
    expect(applied('f', '/', ...' args.user:42')).toEqual(['failed']);
    press('f', 'l', 'a', '/', 'Ctrl-u', 'Enter');
    expect(applied('f', 'l', ...listedStatuses.map(() => 'j'), 'k', 'k', 'k', 'Space')).not.toContain(
      'queued',
    );
    expect(applied('f', '/', ...'args.user:42')).toBeNull();
    expect(applied('f', 'l', 'j', 'j', 'j', 'j', 'j', 'j', 'Space')).toEqual(inOrder.statuses);
  });

  it('keeps what cannot be typed: the database, and a cause chosen in its panel', () => {
    const chosen = { ...inOrder, database: 'archive', cause };
    const state = enterFilter({ ...machine.state, filter: chosen }, viewMetrics);
    expect(applyDraft(state, viewMetrics).state.filter).toEqual(chosen);
  });

  it('understands times by the clocks that the screen shows, and goes on showing them so', () => {
    const now = Date.UTC(2026, 6, 28, 12);
    const clocks = ({ times }: JobsState) => ({ ...(times === 'local' ? berlin : utcZone), now });
    machine = machineInRoom({ clocks });
    const asked = (text: string) => {
      press('f', '/', 'Ctrl-u', ...text, 'Enter');
      return machine.state.filter;
    };
    const typed = 'since:16:40 until:2026-01-13 10:38';
    const typedInUtc = asked(typed);
    expect(typedInUtc).toEqual({ ...machine.state.filter, ...filterTyped(typed, undefined) });
    press('t', 't');
    press('f');
    expect(draft().text).toBe('since:16:40 UTC until:2026-01-13 11:38');
    press('Enter');
    expect(machine.state.filter).toEqual({ ...typedInUtc, since: { kind: 'clock', text: '16:40 UTC' } });
    expect(asked('since:16:40 CET x')).toMatchObject({ since: { text: '16:40+01:00' }, text: 'x' });
    const local = asked(typed);
    expect(local.since).toEqual({ kind: 'clock', text: '16:40+02:00' });
    expect(local.until).toEqual({ kind: 'at', ms: Date.UTC(2026, 0, 13, 9, 38, 59, 999) });
    press('f');
    expect(draft().text).toBe('since:16:40+02:00 until:2026-01-13 10:38');
    press('Enter');
    expect(machine.state.filter).toEqual(local);
  });

  it('requests workers, parsers or causes once for a word that names one, and for no other', () => {
    const commands = (keys: string) =>
      [...keys]
        .flatMap((key) => machine.handle({ type: 'key', key }))
        .filter((command) => !('when' in command))
        .map(({ type }) => type);
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
    for (const key of ['parser:', 'version:']) {
      press('Ctrl-u');
      expect(commands(key)).toEqual(['read']);
      expect(read()).toEqual(['parsers']);
    }
  });

  it('is completed to the next suggestion with Tab and the previous with Shift-Tab', () => {
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

describe('a status key', () => {
  it.each([
    ['2', ['2']],
    ['0', ['0']],
    ['the dialog', ['f', '/', 'x', 'Enter']],
    ['Backspace', ['Backspace']],
  ])('%s leads to the top of the list, unless the selected job is in it', (_, keys) => {
    const jobs = makeJobs(200);
    const failed = Array.from({ length: 90 }, (_, at): Job => ({ ...makeJob(`f${at}`), status: 'failed' }));
    const selectedIn = (list: readonly Job[]) => {
      machine = machineInRoom({ filter: { ...defaultFilter, types: ['scan'] } });
      reload(jobs);
      press('G');
      reload(jobs);
      press('PageUp');
      reload(jobs);
      const request = machine.request();
      press(...keys);
      // A picture of the old list, and one of both that was read for another place.
      machine.handle({ type: 'picture', picture: answer(jobs, request), request });
      const early = { ...machine.request(), anchor: { kind: 'index', index: 99 } } as const;
      machine.handle({ type: 'picture', picture: answer(list, early), request: early });
      reload(list);
      return { id: machine.state.selection.id, pinned: machine.state.viewport.pinned };
    };
    const selected = selectedIn(jobs);
    expect(selected).toEqual({ id: expect.stringMatching(/^19[0-8]$/), pinned: false });
    expect(selectedIn([...failed, ...jobs.slice(150)])).toEqual(selected);
    expect(selectedIn(failed)).toEqual({ id: 'f0', pinned: true });
  });

  it.each([
    ['z', ['z'], 'failed with KeyError', 'running, complete, failed, cancelled, other'],
    ['1', ['1'], 'failed with KeyError', 'failed'],
    ['0', ['0'], 'all with KeyError', 'all'],
    ['2', ['2'], 'running', 'running'],
    ['3', ['3'], 'queued', 'queued'],
    ['4', ['4'], 'complete', 'complete'],
    ['5', ['5'], 'cancelled', 'cancelled'],
    ['f', ['f', 'Enter'], 'failed with KeyError', 'failed with KeyError'],
  ])(
    '%s after Enter on a cause leads to a list, and to another one at the next start',
    (_, keys, now, next) => {
      reload(makeJobs(3));
      press('e');
      const causes = { groups: [group], total: 1, failed: 3, unread: 0, sample: null };
      machine.handle({ type: 'picture', picture: { ...answer(makeJobs(3), machine.request()), causes } });
      press('Enter', ...keys);
      const { filter, savedFilter, notice } = machine.state;
      const inWords = ({ statuses, cause }: JobFilter) =>
        `${statuses?.join(', ') ?? 'all'}${cause === undefined ? '' : ` with ${cause.text}`}`;
      expect([inWords(filter), inWords(savedFilter)]).toEqual([now, next]);
      expect(notice?.text).toBe(
        now === next && !now.includes('Key')
          ? 'Only failed jobs have a cause, so it is no longer asked for'
          : undefined,
      );
    },
  );
});

describe('the applied draft', () => {
  it('shows all statuses if none is checked, and trims the text', () => {
    reload(makeJobs(3));
    press('f', 'l', 'n', '/', ' ', 'a', ' ', 'Enter');
    expect(machine.state).toMatchObject({ mode: 'JOB_LIST', filter: { statuses: null, text: 'a' } });
  });
});

describe('the filter dialog’s box of a trouble', () => {
  function opened(statuses: JobFilter['statuses']): JobsState {
    const filter = { ...defaultFilter, statuses };
    return enterFilter({ ...initialState(), mode: 'FILTER_DIALOG', filter }, viewMetrics);
  }

  function toggled(state: JobsState, ...statuses: readonly ListedStatus[]): JobsState {
    let next = state;
    for (const status of statuses) {
      const row = listedTypes.length + listedStatuses.indexOf(status);
      if (next.draft !== null) next = toggleInDraft({ ...next, draft: { ...next.draft, row } });
    }
    return next;
  }

  const checked = ({ draft }: JobsState) => listedStatuses.filter((status) => draft?.statuses.has(status));
  const applied = (state: JobsState) => applyDraft(state, viewMetrics).state.filter.statuses;

  it('is checked if running jobs are shown, which include it', () => {
    expect(checked(opened(null))).toEqual(listedStatuses);
    expect(checked(opened(['running']))).toEqual(['gone', 'silent', 'stalled', 'running']);
    expect(checked(opened(['gone', 'failed']))).toEqual(['failed', 'gone']);
  });

  it('follows the box of running jobs', () => {
    expect(checked(toggled(opened(['running', 'failed']), 'running'))).toEqual(['failed']);
    expect(checked(toggled(opened(['failed']), 'running'))).toEqual([
      ...(['failed', 'gone', 'silent', 'stalled', 'running'] as const),
    ]);
  });

  it('can be checked alone', () => {
    const state = toggled(opened(['running']), 'silent');
    expect(checked(state)).toEqual(['gone', 'stalled']);
    expect(applied(state)).toEqual(['gone', 'stalled']);
    expect(applied(toggled(opened(['failed']), 'gone'))).toEqual(['failed', 'gone']);
  });
});
