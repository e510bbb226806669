import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { keymap } from '../../lib/machine/keymap/keymap.js';
import type { JobsState } from '../../lib/machine/state/state.js';
import { seen } from '../../lib/machine/state/write-order.js';
import { defaultFilter, everyJob, type JobFilter } from '../../lib/model/filter.js';
import type { Job } from '../../lib/model/job.js';
import type { Problem } from '../../lib/model/problem.js';
import { type Appearance, shownPath } from '../../lib/view/appearance.js';
import { isLargeEnough, layoutOf, roomOf } from '../../lib/view/layout/layout.js';
import { causesView } from '../../lib/view/panels/causes-panel.js';
import { frameOf } from '../../lib/view/screen/frame-of.js';
import { statusLine } from '../../lib/view/screen/status-bar.js';
import { textOf } from '../../lib/view/text/line.js';
import { fiveCauses } from '../screens/causes-scene.js';
import { anyState, problemCodes } from './any.js';
import {
  appearance,
  contextWith,
  countingPictureOf,
  jobWith,
  keys,
  now,
  onceText,
  pictureOf,
  rowContextWith,
  sceneJobs,
  stateWith,
  unsoundIn,
} from './scene.js';
import { inside, missing, normal, screen } from './screen-scene.js';

const ascii = { ...appearance, unicode: false };

describe('the screen', () => {
  it('is only a message when it is too small', () => {
    expect(screen({}, { columns: 59, rows: 16 })).toContain('terminal too small (needs 60×16)');
    expect(screen({}, { columns: 60, rows: 15 }, ascii)).toContain('terminal too small (needs 60x16)');
    expect(
      screen({}, { columns: 20, rows: 5 })
        .split('\n')
        .map((row) => row.trim()),
    ).toEqual(['', 'terminal too small', '(needs 60×16)', '', '']);
    expect(screen({}, { columns: 0, rows: 0 })).toBe('');
  });

  it('shows 18 jobs at 80×24 in a compact list, of whatever they consist', () => {
    const jobs = [...sceneJobs, ...sceneJobs, ...sceneJobs, ...sceneJobs].map((job, at) => ({
      ...{ ...job, id: String(100 - at), name: `job_${at}_`, sourcePath: null },
    }));
    const connection = { kind: 'live' as const, picture: pictureOf(jobs) };
    const { list } = frameOf(stateWith({ connection, density: 'compact' }), normal, now, appearance);
    const shown = (list?.props.lines ?? []).flatMap((line) => /job_(\d+)_/.exec(textOf(line))?.[1] ?? []);
    expect(shown).toEqual(Array.from({ length: 18 }, (_, at) => String(at)));
  });
});

describe('any screen at all', () => {
  const anySize = fc.record({
    columns: fc.oneof(fc.nat({ max: 220 }), fc.integer({ min: 60, max: 90 })),
    rows: fc.oneof(fc.nat({ max: 60 }), fc.integer({ min: 16, max: 26 })),
  });

  it('has clean lines as wide as their widget, within the screen', () => {
    fc.assert(
      fc.property(anyState, anySize, fc.boolean(), (state, size, unicode) => {
        const frame = frameOf(state, size, now, {
          ...appearance,
          unicode,
          databaseLabel: '/x\x1b[2J\u202e漢/🔥.db',
        });
        expect(unsoundIn(frame, unicode)).toEqual([]);
      }),
      { numRuns: 120 },
    );
  });

  it('has its parts one below the other, with a blank row between some where there are 30 rows', () => {
    const densities = fc.constantFrom('comfortable' as const, 'compact' as const);
    fc.assert(
      fc.property(anySize, densities, (size, density) => {
        fc.pre(isLargeEnough(size));
        const { status, rule, titles, list, separator, footer } = layoutOf(size, false, density);
        const blank = size.rows < 30 ? 0 : 1;
        const title = density === 'compact' && size.columns >= 102 ? 1 : 0;
        expect([status.top, rule, titles?.top ?? null, list.top, separator, footer.top, size.rows]).toEqual([
          ...[1 + blank, status.top + status.height, title === 0 ? null : rule + 1 + blank],
          ...[rule + 1 + blank + title, list.top + list.height, separator + 1, footer.top + 2],
        ]);
        expect(list.height + title).toBeGreaterThanOrEqual(10);
        if (density === 'comfortable') expect(list.height).toBe(roomOf(size).list);
      }),
    );
  });
});

/** What the panel says of its first cause, in at most so many lines; the sample's error has so many. */
function aboutCause(errorLines: number, most: number): string[] {
  const errorMessage = Array.from({ length: errorLines }, (_, index) => `line ${index + 1}`).join('\n');
  const sample = jobWith({ id: '1', status: 'failed', errorMessage });
  const picture = pictureOf(sceneJobs, { causes: { ...fiveCauses, sample } });
  const panel = causesView.content(stateWith({ connection: { kind: 'live', picture } }), rowContextWith());
  return 'about' in panel ? panel.about(72, most).map((line) => textOf(line).trimEnd()) : [];
}

describe('the error of a cause', () => {
  it('ends in an ellipsis only where lines are left out', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 3, max: 12 }), (errorLines, most) => {
        const room = most - 2;
        const whole = Array.from({ length: errorLines }, (_, index) => `line ${index + 1}`);
        const shown = errorLines <= room ? whole : [...whole.slice(0, room - 1), '…'];
        expect(aboutCause(errorLines, most).slice(2)).toEqual(shown);
      }),
    );
  });
});

const only = (statuses: JobFilter['statuses'], given: Partial<JobFilter> = {}): JobFilter => ({
  ...defaultFilter,
  statuses,
  ...given,
});

const counts = { queued: 12, running: 2, complete: 12, failed: 1, cancelled: 0, other: 0 };
const of12 = pictureOf(sceneJobs, { counts, window: { first: 0, jobs: sceneJobs, matching: 12 } });

/** What is said of the filter, below the status bar. */
function said(given: Partial<JobsState>, columns = 100): string {
  const state = stateWith({ connection: { kind: 'live', picture: of12 }, ...given });
  const { status } = frameOf(state, { columns, rows: 30 }, now, appearance);
  return textOf(status?.lines[1] ?? []).trim();
}

describe('a list that still goes by the former filter', () => {
  it('names that filter, and the one that is loading', () => {
    const filter = only(['queued']);
    expect(said({ filter, listedBy: only(['failed']) })).toMatch(
      /^Filter: failed • 12 of \d+ jobs • loading queued…$/,
    );
    expect(said({ filter, listedBy: null })).toMatch(/^Filter: queued • 12 of \d+ jobs • Backspace clears$/);
    expect(said({ filter, listedBy: defaultFilter })).toBe('loading queued…');
  });

  it('says that a filter is being cleared, and names all parts of one', () => {
    expect(said({ filter: defaultFilter, listedBy: only(['failed']) })).toMatch(/ • clearing the filter…$/);
    const filter = { ...everyJob, types: ['parse'], name: 'fix' } as const;
    expect(said({ filter, listedBy: defaultFilter })).toBe('loading parse, every status, name "fix"…');
  });

  it('says nothing of completed jobs before they are hidden, nor that they are shown before they are', () => {
    const cleared = { until: 1, except: [] };
    const hiding = { filter: { ...defaultFilter, cleared }, listedBy: defaultFilter };
    expect(said(hiding)).toBe('');
    expect(said({ filter: hiding.listedBy, listedBy: hiding.filter })).toBe('3 hidden (X)');
  });

  it('names the filters above the keys where the status bar has one line', () => {
    const size = { columns: 60, rows: 16 };
    const given = { filter: only(['queued']), listedBy: only(['failed']) };
    const { border } = frameOf(stateWith(given), size, now, appearance);
    expect(textOf(border[layoutOf(size).separator] ?? [])).toMatch(/^├─ Filter: failed • loading queued… ─/);
  });

  it('counts the jobs that are hidden by the filter that it goes by', () => {
    const picture = pictureOf([], { window: { first: 0, jobs: [], matching: 0 } });
    const text = (given: Partial<JobsState>) => {
      const state = stateWith({ connection: { kind: 'live', picture }, ...given });
      const { panel } = frameOf(state, { columns: 100, rows: 30 }, now, appearance);
      return panel?.lines.map(textOf).join('\n');
    };
    const [filter, listedBy] = [only(['complete']), only(['failed'])];
    expect(text({ filter, listedBy })).toBe(text({ filter: listedBy }));
    expect(text({ filter, listedBy })).not.toBe(text({ filter }));
  });
});

const at = (home: string | null): Appearance => ({ ...appearance, home });

describe('a path on the screen', () => {
  it.each([
    ['/home/op/out.csv', '/home/op', '~/out.csv'],
    ['/home/op/out.csv', '/home/op//', '~/out.csv'],
    ['/home/op', '/home/op', '~'],
    ['/home/operator/out.csv', '/home/op', '/home/operator/out.csv'],
    ['/data/home/op/x', '/home/op', '/data/home/op/x'],
    ['/data/x', '/', '/data/x'],
    ['/data/x', null, '/data/x'],
  ])('%s, seen from the home folder %s, reads %s', (path, home, shown) => {
    expect(shownPath(path, at(home))).toBe(shown);
  });

  it('keeps both of its ends where it is very long', () => {
    const shown = shownPath(`/begin/${'x'.repeat(100_000)}/end.csv`, at(null));
    expect(shown).toMatch(/^\/begin\/x+…x+\/end\.csv$/);
    expect(shown.length).toBeLessThan(5000);
  });

  it('is ASCII on a terminal without Unicode', () => {
    expect(shownPath('/data/é…', { ...at(null), unicode: false })).toMatch(/^\/data\/[ -~]+$/);
  });
});

describe('the message in place of the list', () => {
  it.each([
    [{ queued: 45, running: 0, complete: 0, failed: 0, cancelled: 0, other: 0 }, 'x', '45 queued jobs'],
    [{ queued: 1, running: 0, complete: 0, failed: 0, cancelled: 0, other: 0 }, 'x', '1 queued job'],
    [
      { queued: 1200, running: 1, complete: 3, failed: 0, cancelled: 0, other: 0 },
      'zzz',
      '1 running, 3 done, 1,200 queued jobs',
    ],
  ])('counts the jobs that the filter hides: %j', (counts, name, expected) => {
    const picture = pictureOf([], { counts });
    const filter = { ...stateWith().filter, name: name ?? '' };
    expect(inside(screen({ connection: { kind: 'live', picture }, filter }))).toContain(
      `No match. Hidden by the filter: ${expected}`,
    );
  });

  it('counts the jobs that were cleared away', () => {
    const counts = { queued: 2, running: 0, complete: 9461, failed: 0, cancelled: 0, other: 0 };
    const cleared = { until: now, except: [] };
    const filter = { ...stateWith().filter, statuses: ['complete'], cleared } as const;
    const connection = { kind: 'live', picture: pictureOf([], { counts }) } as const;
    const lines = inside(screen({ connection, filter }));
    expect(lines).toContain('No match. Hidden: 9,461 done, 2 queued jobs');
    expect(lines).toContain('X shows the completed jobs that are hidden.');
  });

  it('has the system’s own words for a failure that no sentence foresees', () => {
    const detail = 'EIO: \u001b[31mi/o error\nread';
    const said = (code: Problem['code']) =>
      inside(screen({ connection: { kind: 'down', problem: { ...missing, code, detail }, since: now } }));
    expect(said('failed')).toContain('EIO: i/o error ↵ read');
    expect(said('damaged').join()).not.toContain('EIO');
  });

  it.each(problemCodes)('names file, problem and remedy where the database is %s', (code) => {
    const problem: Problem = {
      code,
      sentence: 'A sentence that is long enough to need more than one line. '.repeat(3),
      file: '/data/x.sqlite3',
      advice: 'Some advice.',
    };
    const text = inside(screen({ connection: { kind: 'down', problem, since: now } })).join(' ');
    expect(text).toContain('/data/x.sqlite3');
    expect(text).toContain(problem.sentence.trim());
    expect(text).toContain('Some advice.');
  });
});

describe('the title', () => {
  it.each(['JOB_LIST', 'MONITORING_PANEL', 'HELP'] as const)('names the demo in %s', (mode) => {
    for (const size of [normal, { columns: 60, rows: 16 }]) {
      const title = (looks = appearance) => screen({ mode }, size, looks).split('\n')[0];
      expect(title({ ...appearance, isDemo: true })).toMatch(/^┌─ [A-Z]+ \(demo\) ─/);
      expect(title({ ...appearance, isDemo: false })).toBe(title());
      expect(title()).not.toContain('(demo)');
    }
  });
});

describe('the footer', () => {
  function footer(given: Parameters<typeof stateWith>[0], columns = 80, looks = appearance): string {
    const frame = frameOf(stateWith(given), { columns, rows: 24 }, now, looks);
    return textOf(frame.footer?.lines[0] ?? []).trim();
  }

  it.each<[string, Partial<Job>, string, string]>([
    ['a failed job', { status: 'failed', outputPath: '/o' }, '[R] Retry', '[y] Copy'],
    ['a running job', { status: 'running', outputPath: '/o' }, '[c] Cancel', '[y] Copy'],
    ['a running backtest', { type: 'backtest', status: 'running' }, '[c] Cancel', '[S] Stop'],
  ])(
    'names monitor and, as jobs have failed, causes on %s at 80 columns, and all where there is room',
    (_, job, own, last) => {
      const connection = { kind: 'live' as const, picture: pictureOf([jobWith({ id: '5', ...job })]) };
      expect(footer({ connection }, 80, { ...appearance, keys: keymap })).toBe(
        `[Enter] Details  ${own}  [m] Monitor  [e] Causes  ${last}  [?] Help`,
      );
      expect(footer({ connection }, 200, { ...appearance, keys: keymap })).toMatch(
        /^\[j\/k\] Navigate {2}\[Enter\] Details .* \[P\] Pipeline {2}\[m\] Monitor .* \[\?\] Help$/,
      );
    },
  );

  it('names for marked jobs each action with the number of jobs that it changes', () => {
    const marked = (...jobs: readonly Job[]) => new Map(jobs.map((job) => [job.id, seen(job)]));
    const [failed, backtest, running] = sceneJobs;
    if (!failed || !backtest || !running) throw new Error('no scene');
    const looks = { ...appearance, keys: keymap };
    expect(footer({ marked: marked(failed, backtest, running) }, 80, looks)).toBe(
      '[R] Retry 1  [c] Cancel 2  [S] Stop 1  [Esc] Unmark  [?] Help',
    );
    const three = ['a', 'b', 'c'].map((id) => ({ ...failed, id }));
    expect(footer({ marked: marked(...three) }, 60, looks)).toBe(
      '[R] Retry 3  [Esc] Unmark  [j/k] Navigate  [?] Help',
    );
    const panel = { marked: marked(failed), mode: 'DETAIL_PANEL' as const, detailId: '4', below: [] };
    expect(footer(panel, 80, looks)).not.toContain('Retry 1');
  });

  it('shows the hints of the keys that do something now', () => {
    expect(footer({})).toBe('[j/k] Navigate  [?] Help  [q] Quit');
    expect(footer({ mode: 'HELP' })).toBe('[Esc] Back  [q] Quit');
    const unavailable = keys.map((key) =>
      key.label === 'j / ↓' ? { ...key, unavailable: () => 'There is no job' } : key,
    );
    expect(footer({}, 80, { ...appearance, keys: unavailable })).toBe('[?] Help  [q] Quit');
  });

  it('names the keys for scrolling only where something is out of sight', () => {
    const looks = { ...appearance, keys: keymap };
    const shown = (state: Parameters<typeof stateWith>[0], rows: number) => {
      const frame = frameOf(stateWith(state), { columns: 100, rows }, now, looks);
      const edge = textOf(frame.border[layoutOf(frame.size).separator] ?? []);
      return { edge, keys: textOf(frame.footer?.lines.at(-1) ?? []) };
    };
    const seenIn = new Set<boolean>();
    for (const rows of [16, 24, 30, 50, 120]) {
      const { edge, keys } = shown({ mode: 'DETAIL_PANEL', detailId: '5' }, rows);
      const isPart = / of \d+ lines /.test(edge);
      expect(keys.includes('] Scroll')).toBe(isPart);
      seenIn.add(isPart);
    }
    expect(seenIn.size).toBe(2);
  });

  it('keeps its last hint where there is no room for all', () => {
    const many = Array.from({ length: 12 }, (_, index) => ({
      keys: [`${index}`],
      label: `${index}`,
      group: 'g',
      description: 'd',
      hint: { keys: `${index}`, text: 'Something' },
      modes: ['JOB_LIST'] as const,
    }));
    const text = footer({}, 60, { ...appearance, keys: many });
    expect(text).toBe('[0] Something  [1] Something  [11] Something');
  });
});

describe('while the queue is still being counted', () => {
  const picture = countingPictureOf(sceneJobs);
  const wide = (given: Partial<JobsState>) =>
    screen({ connection: { kind: 'live', picture }, ...given }, { columns: 120, rows: 40 });

  it.each([20, 60, 80, 120, 200])('the status bar shows “counting…” and no count in %d cells', (width) => {
    expect(textOf(statusLine(picture, width, contextWith()))).toBe('counting…'.padEnd(width));
  });

  it('a filter is named without the number of jobs that pass it', () => {
    const text = wide({ filter: { ...everyJob, types: ['parse'] } });
    expect(text).toContain('Filter: parse');
    expect(text).not.toMatch(/\bof \d+ jobs?\b/);
  });

  it('a list without jobs is not called empty', () => {
    const empty = countingPictureOf([]);
    const text = wide({ connection: { kind: 'live', picture: empty } });
    expect(text).toContain('Counting the jobs…');
    for (const said of [text, onceText(empty, { columns: 80, whole: false }, now, appearance)]) {
      expect(said).toContain('counting…');
      expect(said).not.toMatch(/No jobs|No match/);
    }
  });

  it('a question about all failed jobs has no number', () => {
    const question = { order: { action: 'retry-all', filter: everyJob }, count: null, yes: false } as const;
    expect(wide({ mode: 'CONFIRM', question })).toContain('Retry all failed jobs in the list?');
  });
});
