import { describe, expect, it } from '@jest/globals';
import { transition } from '../../../lib/machine/events.js';
import type { JobsStateMachine } from '../../../lib/machine/jobs-state-machine.js';
import { listedOf } from '../../../lib/machine/keymap/binding.js';
import { keymap } from '../../../lib/machine/keymap/keymap.js';
import type { JobsState } from '../../../lib/machine/state/state.js';
import type { HelpLook } from '../../../lib/machine/transition.js';
import { qualifiedId } from '../../../lib/model/job.js';
import type { Picture } from '../../../lib/model/picture.js';
import { machineInRoom } from '../machine-in-room.js';
import { makeJob, makeJobs, makePicture, roomEvent } from '../queue-in-memory.js';
import { helpedModes, stateIn, viewMetrics } from '../transition-scene.js';

/** Fifty-nine entries of one line below a heading; the third, the thirtieth and the last begin with an `e`. */
const sixty: HelpLook = {
  lines: 60,
  entries: Array.from({ length: 59 }, (_, index) => ({
    row: index + 1,
    height: 1,
    text: [3, 30, 58].includes(index + 1) ? `entry ${index}` : `no ${index}`,
    description: '',
    binding: null,
  })),
};

/** The help on a screen of 12 lines, after these keys. */
function helpAfter(...keys: string[]): JobsStateMachine {
  const machine = machineInRoom({ helpLook: () => sixty });
  machine.handle({ type: 'picture', picture: makePicture(makeJobs(3)) });
  for (const key of ['?', ...keys]) machine.handle({ type: 'key', key });
  return machine;
}

/** The first line in sight, and the chosen one. */
const place = (...keys: string[]) => {
  const { helpTop, helpChosen } = helpAfter(...keys).state;
  return [helpTop, helpChosen + 1];
};

describe('the chosen line of the help', () => {
  it('leaves no empty line below the help when the screen grows', () => {
    const machine = helpAfter('G');
    machine.handle(roomEvent(20));
    expect(machine.state.helpTop).toBe(40);
  });
});

describe('a search in the help', () => {
  it('goes to the first match from the line where it began, and back if there is none', () => {
    expect(place('/', 'e')).toEqual([0, 3]);
    expect(place('PageDown', '/', 'e')).toEqual([20, 30]);
    expect(place('G', '/', 'e')).toEqual([2, 3]);
    expect(place('PageDown', '/', 'x')).toEqual([3, 13]);
    expect(place('PageDown', '/', 'e', 'x', 'Backspace', 'Backspace')).toEqual([3, 13]);
    expect(helpAfter('/', 'x').state.helpSearch?.isVain).toBe(true);
    expect(helpAfter('/', 'x', 'Backspace', 'e').state.helpSearch?.isVain).toBe(false);
  });

  it('goes on with n and back with N, and wraps at the ends', () => {
    const after = (...keys: string[]) => place('/', 'e', 'Enter', ...keys)[1];
    expect([after('n'), after('n', 'n'), after('n', 'n', 'n')]).toEqual([30, 58, 3]);
    expect([after('N'), after('N', 'N')]).toEqual([58, 30]);
    expect(place('/', 'x', 'Enter', 'n')).toEqual([0, 1]);
  });
});

const pressing = (state: JobsState, ...keys: string[]) =>
  keys.reduce(
    (before, key) => transition(before.state, { type: 'key', key }, viewMetrics),
    transition(state, { type: 'notice', notice: null }, viewMetrics),
  );

/** The state after the help was opened over this one, and Enter pressed at the entry of a key, and of the key alone. */
function doing(state: JobsState, wanted: (typeof keymap)[number]) {
  const open = pressing(state, state.mode === 'LOG_VIEWER' ? 'H' : '?').state;
  const helpChosen = viewMetrics
    .helpLook(open)
    .entries.findIndex(({ binding }) => binding?.keys === wanted.keys);
  return pressing({ ...open, helpChosen }, 'Enter', ...(wanted.summary === undefined ? [] : ['Enter']));
}

describe('a line of the help', () => {
  const listed = listedOf(keymap);

  it.each(helpedModes)('does in %s what its key does there, or gives the reason and stays', (mode) => {
    const before = stateIn(mode);
    const opens = ({ action }: (typeof keymap)[number]) =>
      action.type === 'command' || (action.type === 'open' && action.mode === 'HELP');
    for (const binding of listed.filter((each) => each.modes.includes(mode) && !opens(each))) {
      const done = doing(before, binding);
      const pressed = pressing(before, mode === 'LOG_VIEWER' ? 'H' : '?', 'Escape', binding.keys[0] ?? '');
      const isRefused = pressed.state.notice?.tone === 'nothing' && pressed.commands.length === 0;
      if (isRefused) {
        const reason = pressed.state.notice?.text;
        expect(done).toMatchObject({ state: { mode: 'HELP', notice: { text: reason } }, commands: [] });
      } else {
        // What comes in above a list is watched from the next event on.
        const after = { ...done.state, helpTop: 0, helpChosen: 0, above: pressed.state.above };
        expect(after).toEqual(pressed.state);
        expect(done.commands).toEqual(expect.arrayContaining([...pressed.commands]));
      }
    }
  });

  it('of several keys gives each of them a line at Enter, and the first is chosen where that line was', () => {
    const open = pressing(stateIn('DETAIL_PANEL'), '?').state;
    const labels = (state: JobsState) =>
      viewMetrics.helpLook(state).entries.map(({ binding }) => binding?.label);
    const at = labels(open).indexOf('P / z / C / t');
    const spread = pressing({ ...open, helpChosen: at, helpTop: at - 3 }, 'Enter').state;
    expect(labels(spread).slice(spread.helpChosen, spread.helpChosen + 4)).toEqual(['P', 'z', 'C', 't']);
    expect(spread.helpChosen - spread.helpTop).toBe(3);
    expect(pressing(spread, 'Escape', '?').state.helpByKey).toBe(false);
  });
});

describe('the colon', () => {
  const after = (...typed: string[]) => pressing(stateIn('JOB_LIST'), ':', ...typed, 'Enter');

  it('does what a key says that stands with others in one line of the help', () => {
    for (const [key, words] of [
      ...[
        ['P', 'pipeline'],
        ['z', 'compact or'],
        ['C', 'columns of'],
      ],
      ...[
        ['3', 'only queued'],
        ['0', 'jobs of every'],
        ['x', 'hide comp'],
        ['X', 'show hidden'],
      ],
      ...[
        ['Space', 'mark or unmark the'],
        ['*', 'mark all'],
        ['[', 'start of the g'],
        ['|', 'details beside'],
      ],
    ] as const) {
      const pressed = pressing(stateIn('JOB_LIST'), ':', 'Escape', key);
      const shown = (state: JobsState) => ({
        ...state,
        helpTop: 0,
        helpChosen: 0,
        above: null,
        helpSearch: null,
      });
      const done = after(...words);
      if (pressed.state.notice?.tone === 'nothing')
        expect(done.state).toMatchObject({
          mode: 'HELP_SEARCH',
          notice: { text: pressed.state.notice.text },
        });
      else expect(shown(done.state)).toEqual(shown(pressed.state));
    }
  });

  it('takes a key for itself before words that have it, and words at the start of a line before others', () => {
    expect(after('q').commands).toContainEqual({ type: 'quit' });
    expect(pressing(stateIn('WORKERS_PANEL'), ':', 'q', 'Enter').state.mode).toBe('JOB_LIST');
    expect(pressing(stateIn('DETAIL_PANEL'), ':', ...'quit', 'Enter').commands).toContainEqual({
      type: 'quit',
    });
    expect(after('p').state.mode).toBe('PARSERS_PANEL');
    expect(after('P').state.showPipeline).toBe(true);
    for (const end of ['end', 'End', 'G']) expect(after(...end).state.selection.index).toBe(19);
    expect(after(...'pause').state).toMatchObject({
      mode: 'HELP_SEARCH',
      notice: { text: 'p: not here (monitoring panel)' },
    });
    expect(
      pressing(stateIn('MONITORING_PANEL'), ':', ...'pause', 'Enter').state.monitor.paused,
    ).not.toBeNull();
  });

  it('does at Enter what the first line with the typed text says', () => {
    const { state } = pressing(stateIn('WORKERS_PANEL'), ':', ...'causes', 'Enter');
    expect([state.mode, state.below]).toEqual(['CAUSES_PANEL', []]);
    expect(pressing(stateIn('DETAIL_PANEL'), ':', ...'cancel the job', 'Enter').state.mode).toBe('CONFIRM');
  });

  it('goes to the job whose id is typed where ids are texts, or to the one that is listed and begins so', () => {
    const jobs = ['c0ffee00-1', 'c0ffee00-2', 'deed0000-3'].map((id) => makeJob(id));
    const over = (given: Partial<Picture>) => (text: string) =>
      pressing(
        { ...stateIn('JOB_LIST'), connection: { kind: 'live', picture: { ...makePicture(jobs), ...given } } },
        ...[':', ...text, 'Enter'],
      ).state;
    const typed = over({});
    const ids = ['c0ffee00-2', 'DEED', 'deed0000-9'].map((text) => typed(text).pending);
    expect(ids).toMatchObject(['c0ffee00-2', 'deed0000-3', 'deed0000-9'].map((id) => ({ id })));
    expect([typed('c0ff').mode, typed('causes').mode]).toEqual(['HELP_SEARCH', 'CAUSES_PANEL']);
    // Only the listed jobs tell which of several databases is meant.
    const several = over({ window: { first: 0, jobs: [makeJob(qualifiedId('a', '7'))], matching: 1 } });
    expect(several('7').pending).toMatchObject({ id: qualifiedId('a', '7') });
    expect(several('8').notice?.text).toBe('no listed job has the id 8; / finds ids in all databases');
  });

  it('does nothing at Enter where nothing matches, and opens the help where nothing is typed', () => {
    expect(pressing(stateIn('JOB_LIST'), ':', 'Enter').state).toMatchObject({
      mode: 'HELP',
      helpSearch: null,
    });
    const vain = pressing(stateIn('JOB_LIST'), ':', ...'nothing like it', 'Enter');
    expect(vain).toMatchObject({ state: { mode: 'HELP_SEARCH' }, commands: [] });
  });

  it('leads with Escape back to where it was pressed, in the help too', () => {
    expect(pressing(stateIn('DETAIL_PANEL'), ':', 'x', 'Escape').state).toMatchObject({
      mode: 'DETAIL_PANEL',
      helpSearch: null,
    });
    const inHelp = pressing(stateIn('JOB_LIST'), '?', 'j', ':', ...'cancel the job', 'Escape').state;
    expect(inHelp).toMatchObject({ mode: 'HELP', helpChosen: 1, helpSearch: null });
  });
});
