import { describe, expect, it } from '@jest/globals';
import type { JobsState } from '../../lib/machine/state/state.js';
import { defaultFilter, everyJob, type JobFilter } from '../../lib/model/filter.js';
import { frameOf } from '../../lib/view/screen/frame-of.js';
import { layoutOf } from '../../lib/view/screen/layout.js';
import { textOf } from '../../lib/view/text/line.js';
import { appearance, now, pictureOf, sceneJobs, stateWith } from './scene.js';

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
