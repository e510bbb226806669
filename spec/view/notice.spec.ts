import { describe, expect, it } from '@jest/globals';
import type { JobsState } from '../../lib/machine/state/state.js';
import { type Notice, seen } from '../../lib/machine/state/write-order.js';
import { listedStatuses, listedTypes } from '../../lib/model/filter.js';
import { frameOf } from '../../lib/view/screen/frame-of.js';
import { appearance, drawn, now, sceneJobs, stateWith } from './scene.js';

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

  it('goes on below where it is too long, and is whole', () => {
    const rows = edge({ notice: long });
    expect(rows[0]).toMatch(
      /^├─ ✗ There is no database at \/data\/m\.db\. Check the path, or make one with: ─+┤$/,
    );
    expect(rows[1]).toMatch(/^│ {4}jobs-view init PATH +│$/);
    const narrow = edge({ notice: long }, 60)
      .join(' ')
      .replace(/[│├┤─]/g, ' ')
      .replace(/ +/g, ' ')
      .trim();
    expect(narrow).toBe(`✗ ${long.text}`);
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
        draft: {
          ...{
            types: new Set(listedTypes),
            hasTypes: true,
            statuses: new Set(listedStatuses),
            text: '',
            row: 0,
          },
          ...{ parserKey: 'parser', typing: false, completed: null },
        },
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
