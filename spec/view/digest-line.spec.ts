import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { JobsState } from '../../lib/machine/state/state.js';
import { type Look, newFrom } from '../../lib/model/look.js';
import type { CountedPicture, Since } from '../../lib/model/picture.js';
import { dayClockText } from '../../lib/view/format/times.js';
import { frameOf } from '../../lib/view/screen/frame-of.js';
import { layoutOf } from '../../lib/view/screen/layout.js';
import { textOf } from '../../lib/view/text/line.js';
import { cells } from '../../lib/view/text/width.js';
import { appearance, hour, now, pictureOf, sceneJobs, stateWith } from './scene.js';

const look: Look = {
  at: now - 2 * hour,
  counts: { queued: 0, complete: 0, failed: 0, cancelled: 0 },
  troubles: { gone: 0, silent: 0 },
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
  it('names what has changed, without zeros', () => {
    expect(said(stateSince({ complete: 1 }))).toBe('since 10:00 UTC: 1 done');
    expect(said(stateSince({ failed: 2 }, {}, {}, 1))).toBe('since 10:00 UTC: 2 failed (1 new cause)');
    expect(said(stateSince({ cancelled: 3 }, { troubles: { gone: 1, silent: 2 } }), 100)).toBe(
      'since 10:00 UTC: 3 cancelled, worker of 1 job gone, workers of 2 jobs silent',
    );
    expect(said(stateSince({}, { counts: { ...noJobs, queued: 40 } }))).toBe('since 10:00 UTC: queue +40');
  });

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
      { counts: { ...noJobs, queued: 40 }, troubles: { gone: 1, silent: 0 } },
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

  it('gives way to the notice of a key', () => {
    const state = stateSince({ complete: 1 });
    expect(said({ ...state, notice: { tone: 'done', text: 'Job 5 is queued again', at: now } })).toBe(
      '✓ Job 5 is queued again',
    );
  });

  it('stands before the search, and beside what is in sight only where there is room', () => {
    const window = { first: 0, jobs: sceneJobs, matching: 10_540 };
    const found = { index: 0, nth: 1, matches: 2 };
    const search = { text: 'x', origin: { id: '5', index: 0 }, found };
    expect(said(stateSince({ complete: 1 }, { window }, { search }))).toMatch(
      /^since 10:00 UTC: 1 done ─+ .* of 10,540$/,
    );
    const much = stateSince({ complete: 123_456_789, failed: 123_456_789 }, { window }, {}, 2);
    expect(said(much)).toBe('since 10:00 UTC: 123,456,789 done, 123,456,789 failed (2 new causes)');
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
          const troubles = { gone: four, silent: five };
          said(stateSince({ complete: one, failed: two, cancelled: three }, { troubles }, {}, four), columns);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('the time of the last look', () => {
  it.each([
    ['2026-01-15T00:00:00Z', '00:00'],
    ['2026-01-14T23:59:59Z', 'Wed 23:59'],
    ['2026-01-09T08:05:00Z', 'Fri 08:05'],
    ['2026-01-08T23:59:00Z', '2026-01-08 23:59'],
    ['2026-01-16T00:00:00Z', '2026-01-16 00:00'],
  ])('at %s is written %s', (at, text) => {
    expect(dayClockText(Date.parse(at), now)).toBe(text);
  });
});
