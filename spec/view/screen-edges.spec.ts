import { describe, expect, it } from '@jest/globals';
import { keymap } from '../../lib/machine/keymap/keymap.js';
import { seen } from '../../lib/machine/state/write-order.js';
import type { Job } from '../../lib/model/job.js';
import type { Problem } from '../../lib/model/problem.js';
import { frameOf } from '../../lib/view/screen/frame-of.js';
import { layoutOf } from '../../lib/view/screen/layout.js';
import { textOf } from '../../lib/view/text/line.js';
import { problemCodes } from './any-picture.js';
import { appearance, jobWith, keys, now, pictureOf, sceneJobs, stateWith } from './scene.js';
import { inside, missing, normal, screen } from './screen-scene.js';

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
