import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { enterFilter } from '../../lib/machine/modes/filtering.js';
import type { JobsState } from '../../lib/machine/state/state.js';
import { type Notice, seen } from '../../lib/machine/state/write-order.js';
import { defaultFilter, type JobFilter, listedTypes } from '../../lib/model/filter.js';
import { type Look, newFrom } from '../../lib/model/look.js';
import type { CountedPicture, Since } from '../../lib/model/picture.js';
import { defaultSort } from '../../lib/model/sort.js';
import { dayClockText, utcZone } from '../../lib/view/format/times.js';
import { layoutOf } from '../../lib/view/layout/layout.js';
import { isPart } from '../../lib/view/layout/separator-words.js';
import { frameOf } from '../../lib/view/screen/frame-of.js';
import { jobsInSight } from '../../lib/view/screen/list.js';
import { textOf } from '../../lib/view/text/line.js';
import { cells } from '../../lib/view/text/width.js';
import { viewMetrics } from '../machine/transition-scene.js';
import { details } from '../screens/panel-scenes.js';
import { appearance, drawn, hour, jobWith, now, pictureOf, sceneJobs, stateWith } from './scene.js';

const size = { columns: 60, rows: 16 };

/** The line above the footer. */
function separator(given: Partial<JobsState>, at = size, looks = appearance): string {
  const frame = frameOf(stateWith(given), at, now, looks);
  return textOf(frame.border[layoutOf(at).separator] ?? []);
}

/** A search that has found the job at a position, the first of five. */
function search(text: string, index: number | null, mode: JobsState['mode'] = 'JOB_LIST') {
  const found = { index, nth: index === null ? 0 : 3, matches: index === null ? 0 : 936 };
  const at = index === null ? null : (sceneJobs[index]?.id ?? null);
  return { mode, search: { text, origin: { id: '5', index: 0 }, found, at } };
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

  it('takes a list for a part unless the first and the last item are in sight', () => {
    const small = fc.integer({ min: 1, max: 4 });
    fc.assert(
      fc.property(small, small, fc.option(small), (first, last, count) => {
        fc.pre(first <= last && last <= (count ?? last));
        expect(isPart({ first, last, count })).toBe(count === null || last - first + 1 < count);
      }),
    );
    expect(isPart(null)).toBe(false);
  });

  it('names no total while the jobs are being counted', () => {
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

  it('tells of new failures above, whatever else there is to tell', () => {
    const of = (count: number) => ({
      above: { count, at: 0, seen: new Set<string>(), filter: defaultFilter, sort: defaultSort },
    });
    expect(separator(of(0))).toBe(`├${rule(47)} 1–3 of 5 ─┤`);
    expect(separator(of(2))).toBe(`├${rule(24)} ↑ 2 new failures (g) • 1–3 of 5 ─┤`);
    const wide = { columns: 80, rows: 24 };
    expect(separator(of(1), wide)).toBe(`├${rule(56)} ↑ 1 new failure (g) ─┤`);
    expect(separator({ ...search('DiskFull', 0), ...of(2) })).toBe(
      `├─ /DiskFull 3/936 matches ${rule(9)} ↑ 2 new failures (g) ─┤`,
    );
    const filter: JobFilter = { ...defaultFilter, types: ['parse'], name: 'a long name of a parser' };
    expect(separator({ filter, ...of(2) })).toMatch(/^├─ Filter: .* ↑ 2 new failures \(g\) ─┤$/);
    expect(separator(of(2), size, { ...appearance, unicode: false })).toContain(' ^ 2 new failures (g) ');
    expect(separator({ mode: 'DETAIL_PANEL', detailId: '5', ...of(2) })).not.toContain('new failures');
    const notice = { tone: 'done', text: 'Job 5 is queued again.', at: now } as const;
    const footer = frameOf(stateWith({ notice, ...of(2) }), size, now, appearance).footer?.lines[0] ?? [];
    expect(textOf(footer)).toMatch(/^├─ ✓ Job 5 is queued again ─+ ↑ 2 new failures \(g\) ─┤$/);
  });

  it('shows the search, and which of the matches is selected', () => {
    expect(separator(search('DiskFull', 0))).toBe(`├─ /DiskFull 3/936 matches ${rule(21)} 1–3 of 5 ─┤`);
    expect(separator(search('DiskFull', 4))).toContain('─ /DiskFull 936 matches ─');
    const moved = { ...search('DiskFull', 0), selection: { id: '4', index: 0 } };
    expect(separator(moved)).toContain('─ /DiskFull 936 matches ─');
    const pushed = { ...search('DiskFull', 0), selection: { id: '5', index: 1 } };
    expect(separator(pushed)).toContain('─ /DiskFull 3/936 matches ─');
    expect(separator(search('DiskFull', null))).toContain('─ /DiskFull no match ─');
    expect(separator({ search: { text: 'x', origin: { id: null, index: 0 }, found: null } })).toContain(
      '─ /x ─',
    );
    expect(separator(search('DiskFull', 0, 'SEARCH'))).toBe(`├${rule(47)} 1–3 of 5 ─┤`);
  });

  it('says how much of the list a search has been through, and what it has found there', () => {
    const inPart = (matches: number, searched: number, index: number | null, text = 'x') => {
      const found = { index, nth: null, matches, searched };
      return separator({ search: { text, origin: { id: '5', index: 0 }, found } });
    };
    expect(inPart(0, 0.394, null)).toContain('─ /x no match so far, 39% ─');
    expect(inPart(1, 0, 0)).toContain('─ /x 1 match so far, 0% ─');
    expect(inPart(12_000, 0.999, null)).toContain('─ /x 12,000 matches so far, 99% ─');
    expect(inPart(12_000, 0.5, 0, 'a'.repeat(100))).toMatch(
      /^├─ \/a+… 12,000 matches so far, 50% ─+ 1–3 of 5 ─┤$/,
    );
  });

  it('cuts the search, and never a number', () => {
    const line = separator(search('a'.repeat(100), 0));
    expect(line).toMatch(/^├─ \/a+… 3\/936 matches ─+ 1–3 of 5 ─┤$/);
    expect(line).toHaveLength(60);
    expect(separator(search('\u001b[31mred\nline', 0))).toMatch(/^├─ \/[ -~…↵]*red[ -~…↵]*line 3\/936 /);
  });

  describe('where the status bar has one line', () => {
    const filter: JobFilter = { ...defaultFilter, types: ['parse'], statuses: ['failed'], name: 'fix' };
    const counts = {
      ...{ queued: 2049, running: 40, complete: 1_234_567, failed: 98_765, cancelled: 600, other: 0 },
    };
    const picture = pictureOf(sceneJobs, { counts, window: { first: 0, jobs: sceneJobs, matching: 12 } });
    const given = { filter, connection: { kind: 'live' as const, picture } };

    it('names the filter, so that the status bar keeps its counts', () => {
      const frame = frameOf(stateWith(given), size, now, appearance);
      expect(frame.status?.lines.map(textOf).join().trim()).toBe(
        '↻ 40  ✓ 1,234,567  ✗ 98,765 failed  ◌ 2,049  ⊘ 600',
      );
      expect(separator(given)).toBe(`├─ Filter: parse • failed • name "fix" ${rule(8)} 1–3 of 12 ─┤`);
      expect(separator(given, { columns: 90, rows: 16 })).toContain(
        '─ Filter: parse • failed • name "fix" • 12 of 1,336,021 jobs ─',
      );
      const { status } = frameOf(stateWith(given), { columns: 60, rows: 18 }, now, appearance);
      expect(status?.lines.map(textOf)[1]).toContain('Filter: parse');
      expect(separator(given, { columns: 60, rows: 18 })).not.toContain('Filter');
    });

    it('cuts words and no number', () => {
      const marked = new Map(sceneJobs.map((job) => [job.id, seen(job)]));
      const long = { ...given, filter: { ...filter, name: 'n'.repeat(80), types: [...listedTypes] }, marked };
      expect(separator(long)).toMatch(/^├─ 5 marked • Filter: scan, .* 1–3 of 12 ─┤$/);
      fc.assert(
        fc.property(
          fc.nat({ max: 30 }),
          fc.nat({ max: 40 }),
          fc.integer({ min: 60, max: 90 }),
          (searched, named, columns) => {
            const state = {
              ...given,
              filter: { ...filter, name: 'n'.repeat(named) },
              ...search('s'.repeat(searched), 0),
            };
            const line = separator(state, { columns, rows: 16 });
            expect(line).toMatch(/ 1–3 of 12 ─┤$/);
            expect(line.replace(' 1–3 of 12 ─┤', '')).toMatch(
              /^├─ (?:\/s+…? 3\/936 matches • )?Filter(?:: [^\d]*)?(?: • 12 of 1,336,021 jobs)? ─+$/,
            );
          },
        ),
      );
    });
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
});

const done: Notice = { tone: 'done', text: 'Job 5 is queued again.', at: now };
const long: Notice = {
  tone: 'failed',
  text: 'There is no database at /data/m.db. Check the path, or make one with: jobs-view init PATH',
  at: now,
};
const hints = '[j/k] Navigate  [?] Help  [q] Quit';

/** The last rows of a screen: from the line that parts the list from the keys on. */
function edge(given: Partial<JobsState>, columns = 80, at = now): string[] {
  return drawn(frameOf(stateWith(given), { columns, rows: 24 }, at, appearance))
    .split('\n')
    .slice(-3, -1);
}

describe('a notice', () => {
  it('stands above the keys, in the line that parts them from the list, without its full stop', () => {
    const [line, keys] = edge({ notice: done });
    expect(line).toBe(`├─ ✓ Job 5 is queued again ${'─'.repeat(52)}┤`);
    expect(keys).toBe(`│  ${hints.padEnd(76)}│`);
  });

  it('keeps the path that it is about to its end', () => {
    const path = `/data/${'deep/'.repeat(30)}out.parquet`;
    const [line, keys] = edge({ notice: { tone: 'done', text: 'Log saved to', path, at: now } });
    expect(line).toContain('✓ Log saved to');
    expect(keys).toContain('/out.parquet');
  });

  it('never covers the keys of what is asked', () => {
    const keysOf = (given: Partial<JobsState>) => edge({ ...given, notice: null })[1];
    const [job] = sceneJobs;
    if (job === undefined) throw new Error('no job');
    const asking: Partial<JobsState>[] = [
      { mode: 'CONFIRM', question: { order: { action: 'cancel', jobs: [seen(job)] }, count: 1, yes: false } },
      {
        mode: 'FILTER_DIALOG',
        draft: enterFilter(stateWith(), viewMetrics).draft,
      },
      { mode: 'SEARCH', search: { text: 'fix', origin: { id: null, index: 0 }, found: null } },
    ];
    for (const given of asking) {
      const [line, keys] = edge({ ...given, notice: long });
      expect(line).toContain('✗ There is no database');
      expect(keys).toBe(keysOf(given));
    }
    const copying = { jobId: '5', text: '/out', what: 'output path' };
    const rows = drawn(
      frameOf(stateWith({ mode: 'COPY_VIEW', copying, notice: long }), { columns: 80, rows: 24 }, now, {
        ...appearance,
        keys: appearance.keys.map((key) => ({ ...key, modes: ['COPY_VIEW'] as const })),
      }),
    ).split('\n');
    expect(rows.at(-2)).toContain('✗ There is no database');
    expect(rows.at(-1)).toContain(hints.slice(0, 14));
  });

  it.each<Notice>([done, long, { tone: 'nothing', text: 'R: job 5 is done', at: now, untilKey: true }])(
    'goes by itself: $text',
    (notice) => {
      expect(edge({ notice }, 80, now + 9000)[0]).toContain(notice.text.slice(0, 10));
      expect(edge({ notice }, 80, now + 11_000)).toEqual(edge({ notice: null }));
    },
  );
});

const look: Look = {
  at: now - 2 * hour,
  counts: { queued: 0, complete: 0, failed: 0, cancelled: 0 },
  troubles: { gone: 0, silent: 0, stalled: 0 },
  causes: [],
};
const noJobs = { queued: 0, running: 0, complete: 0, failed: 0, cancelled: 0, other: 0 };

function stateSince(
  counts: Partial<Since['counts']>,
  given: Partial<CountedPicture> = {},
  more: Partial<JobsState> = {},
  newCauses = 0,
): JobsState {
  const since: Since = {
    at: newFrom(look),
    counts: { complete: 0, failed: 0, cancelled: 0, ...counts },
    newCauses: [],
    moreNewCauses: newCauses,
    unread: 0,
  };
  const state = stateWith(more);
  return {
    ...state,
    connection: { kind: 'live', picture: pictureOf(sceneJobs, { counts: noJobs, since, ...given }) },
    looking: { ...state.looking, since: look },
  };
}

/** The line above the keys, without what is drawn around it. */
function said(state: JobsState, columns = 80): string {
  const size = { columns, rows: 24 };
  const frame = frameOf(state, size, now, appearance);
  const { separator } = layoutOf(size);
  const line = frame.footer?.rect.top === separator ? frame.footer.lines[0] : frame.border[separator];
  const text = textOf(line ?? []);
  expect(cells(text)).toBe(columns);
  return text.replace(/^[├─ ]+|[┤─ ]+$/g, '');
}

describe('the line of what is new since the last look', () => {
  it('shows a queue that became shorter as a negative number', () => {
    const state = stateSince({ complete: 12 });
    const before = { ...look, counts: { ...look.counts, queued: 1012 } };
    const { looking } = state;
    expect(said({ ...state, looking: { ...looking, since: before } })).toBe(
      'since 10:00 UTC: 12 done, queue −1,012',
    );
  });

  it('uses briefer words where its line is narrow', () => {
    const all = stateSince(
      { complete: 1204, failed: 312 },
      { counts: { ...noJobs, queued: 40 }, troubles: { gone: 1, silent: 0, stalled: 0 } },
      {},
      2,
    );
    expect(said(all, 100)).toBe(
      'since 10:00 UTC: 1,204 done, 312 failed (2 new causes), worker of 1 job gone, queue +40',
    );
    expect(said(all, 84)).toBe('since 10:00 UTC: 1,204 done, 312 failed (2 new causes), 1 gone, queue +40');
    expect(said(all, 80)).toBe('since 10:00 UTC: 1,204 done, 312 failed (2 new), 1 gone, queue +40');
    expect(said(all, 60)).toBe('since 10:00 UTC: 1,204 done, 312 failed (2 new), …');
  });

  it('fills its line exactly, whatever the counts', () => {
    const any = fc.oneof(fc.nat(5), fc.nat(2 ** 52));
    fc.assert(
      fc.property(
        any,
        any,
        any,
        any,
        any,
        fc.integer({ min: 60, max: 130 }),
        (one, two, three, four, five, columns) => {
          const troubles = { gone: four, silent: five, stalled: 0 };
          said(stateSince({ complete: one, failed: two, cancelled: three }, { troubles }, {}, four), columns);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('the time of the last look', () => {
  const clock = { now, zone: utcZone };
  it.each([
    ['2026-01-15T00:00:00Z', '00:00'],
    ['2026-01-14T23:59:59Z', 'Wed 23:59'],
    ['2026-01-09T08:05:00Z', 'Fri 08:05'],
    ['2026-01-08T23:59:00Z', '2026-01-08 23:59'],
    ['2026-01-16T00:00:00Z', '2026-01-16 00:00'],
  ])('at %s is written %s', (at, text) => {
    expect(dayClockText(Date.parse(at), clock)).toBe(`${text} UTC`);
  });
});
