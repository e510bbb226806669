import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { JobsState } from '../../lib/machine/state/state.js';
import { defaultFilter, everyJob, type JobFilter } from '../../lib/model/filter.js';
import { type Appearance, shownPath } from '../../lib/view/appearance.js';
import { causesPanel } from '../../lib/view/panels/causes-panel.js';
import { frameOf } from '../../lib/view/screen/frame-of.js';
import { layoutOf, minimumSize, roomOf } from '../../lib/view/screen/layout.js';
import { textOf } from '../../lib/view/text/line.js';
import { fiveCauses } from '../screens/causes-scene.js';
import { anyState } from './any.js';
import {
  appearance,
  contextWith,
  jobWith,
  now,
  pictureOf,
  sceneJobs,
  stateWith,
  unsoundIn,
} from './scene.js';
import { screen } from './screen-scene.js';

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

  it('has widgets that don’t overlap', () => {
    fc.assert(
      fc.property(anySize, (size) => {
        if (size.columns < minimumSize.columns || size.rows < minimumSize.rows) return;
        const { status, rule, list, separator, footer } = layoutOf(size);
        const tops = [0, status.top, status.top + status.height, rule + 1, list.top + list.height];
        expect([...tops, separator + 1, footer.top + 1, size.rows]).toEqual(
          [...tops, separator + 1, footer.top + 1, size.rows].toSorted((one, other) => one - other),
        );
        expect(list.height).toBe(roomOf(size).list);
        expect(list.height).toBeGreaterThanOrEqual(10);
      }),
    );
  });
});

/** What the panel says of its first cause, in at most so many lines; the sample's error has so many. */
function aboutCause(errorLines: number, most: number): string[] {
  const errorMessage = Array.from({ length: errorLines }, (_, index) => `line ${index + 1}`).join('\n');
  const sample = jobWith({ id: '1', status: 'failed', errorMessage });
  const picture = pictureOf(sceneJobs, { causes: { ...fiveCauses, sample } });
  const panel = causesPanel(stateWith({ connection: { kind: 'live', picture } }), contextWith());
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
