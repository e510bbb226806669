import { describe, expect, it } from '@jest/globals';
import type { JobsState } from '../../lib/machine/state.js';
import { frameOf } from '../../lib/view/frame-of.js';
import { layoutOf } from '../../lib/view/layout.js';
import { textOf } from '../../lib/view/line.js';
import { jobsInSight } from '../../lib/view/list.js';
import { details } from '../screens/panel-scenes.js';
import { appearance, jobWith, now, pictureOf, sceneJobs, stateWith } from './scene.js';

const size = { columns: 60, rows: 16 };

/** The line above the footer. */
function separator(given: Partial<JobsState>, at = size, looks = appearance): string {
  const frame = frameOf(stateWith(given), at, now, looks);
  return textOf(frame.border[layoutOf(at).separator] ?? []);
}

/** A search that has found the job at a position, the first of five. */
function search(text: string, index: number | null, mode: JobsState['mode'] = 'JOB_LIST') {
  const found = { index, nth: index === null ? 0 : 3, matches: index === null ? 0 : 936 };
  return { mode, search: { text, origin: { id: '5', index: 0 }, found } };
}

const rule = (count: number) => '─'.repeat(count);
const window = (first: number, matching: number) => ({
  kind: 'live' as const,
  picture: pictureOf([], { window: { first, jobs: sceneJobs, matching } }),
});

describe('the line above the footer', () => {
  it('says which jobs are in sight of how many, where not all are', () => {
    expect(separator({})).toBe(`├${rule(47)} 1–3 of 5 ─┤`);
    expect(separator({}, { columns: 80, rows: 24 })).toBe(`├${rule(78)}┤`);
    expect(separator({ connection: window(10_000, 10_540), selection: { id: '5', index: 10_000 } })).toBe(
      `├${rule(32)} 10,001–10,003 of 10,540 ─┤`,
    );
    expect(separator({}, size, { ...appearance, unicode: false })).toContain(' 1-3 of 5 -+');
  });

  it('doesn’t claim to know how many there are while they are being counted', () => {
    const picture = { ...pictureOf(sceneJobs), counts: null, totals: null, failedMatching: null };
    expect(separator({ connection: { kind: 'live', picture } })).toBe(`├${rule(47)} 1–3 of … ─┤`);
  });

  it('names one job by its number alone', () => {
    const failed = { status: 'failed', sourcePath: '/in/a.log' } as const;
    const jobs = [jobWith({ id: '1', ...failed }), jobWith({ id: '2', ...failed })];
    const picture = pictureOf(jobs, { window: { first: 6, jobs, matching: 8 } });
    const viewport = { lines: 4, selectedLine: -1, pinned: false };
    const state = { selection: { id: '1', index: 6 }, viewport };
    expect(jobsInSight(picture.window, stateWith(state), 4)).toEqual({ first: 7, last: 7 });
    expect(jobsInSight(picture.window, stateWith(state), 3)).toBeNull();
    expect(separator({ connection: { kind: 'live', picture }, ...state })).toContain(' 8 of 8 ─┤');
  });

  it('keeps what was searched for, and which of the matches is selected', () => {
    expect(separator(search('DiskFull', 0))).toBe(`├─ /DiskFull 3/936 matches ${rule(21)} 1–3 of 5 ─┤`);
    expect(separator(search('DiskFull', 4))).toContain('─ /DiskFull 936 matches ─');
    expect(separator(search('DiskFull', null))).toContain('─ /DiskFull no match ─');
    expect(separator({ search: { text: 'x', origin: { id: null, index: 0 }, found: null } })).toContain(
      '─ /x ─',
    );
    expect(separator(search('DiskFull', 0, 'SEARCH'))).toBe(`├${rule(47)} 1–3 of 5 ─┤`);
  });

  it('cuts what was searched for, and never a number', () => {
    const line = separator(search('a'.repeat(100), 0));
    expect(line).toMatch(/^├─ \/a+… 3\/936 matches ─+ 1–3 of 5 ─┤$/);
    expect(line).toHaveLength(60);
    expect(separator(search('\u001b[31mred\nline', 0))).toMatch(/^├─ \/[ -~…↵]*red[ -~…↵]*line 3\/936 /);
  });

  it('says which lines of the detail panel are in sight', () => {
    const detail = details['failed-parse'];
    const connection = { kind: 'live' as const, picture: pictureOf([detail.job], { detail }) };
    const panel = { connection, mode: 'DETAIL_PANEL' as const, detailId: detail.job.id, below: [] };
    expect(separator(panel)).toMatch(/─ 1–10 of \d\d lines ─┤$/);
    expect(separator({ ...panel, detailTop: 3 })).toMatch(/─ 4–13 of \d\d lines ─┤$/);
    const count = Number(/of (\d+) lines/.exec(separator(panel))?.[1]);
    expect(separator({ ...panel, detailTop: 999 })).toContain(` ${count - 9}–${count} of ${count} lines `);
    expect(separator(panel, { columns: 80, rows: 200 })).toBe(`├${rule(78)}┤`);
  });

  it('says nothing where there is no list', () => {
    expect(separator({ connection: { kind: 'loading' } })).toBe(`├${rule(58)}┤`);
    expect(separator({ mode: 'HELP' })).toMatch(/ of \d+ lines ─┤$/);
    expect(separator({ connection: { kind: 'live', picture: pictureOf([]) } })).toBe(`├${rule(58)}┤`);
  });
});
