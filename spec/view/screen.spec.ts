import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { keymap } from '../../lib/machine/keymap/keymap.js';
import type { Connection, Mode } from '../../lib/machine/state/state.js';
import { seen } from '../../lib/machine/state/write-order.js';
import type { Job } from '../../lib/model/job.js';
import type { Picture } from '../../lib/model/picture.js';
import type { Problem } from '../../lib/model/problem.js';
import { frameOf } from '../../lib/view/frame-of.js';
import { helpHeight, helpLines, helpMatches } from '../../lib/view/help.js';
import type { KeyHelp } from '../../lib/view/key-help.js';
import { layoutOf, minimumSize, roomOf } from '../../lib/view/layout.js';
import { textOf } from '../../lib/view/text/line.js';
import { cells } from '../../lib/view/text/width.js';
import { problemCodes } from './any-picture.js';
import { anyState } from './any.js';
import { appearance, drawn, jobWith, keys, linesOf, now, pictureOf, sceneJobs, stateWith } from './scene.js';

const normal = { columns: 80, rows: 24 };
const ascii = { ...appearance, unicode: false };

/** A drawing in the source, without the line ends around it. */
function drawing(text: string): string {
  return text.replace(/^\n/, '').replace(/\n$/, '');
}

function screen(given: Parameters<typeof stateWith>[0] = {}, size = normal, looks = appearance): string {
  return drawn(frameOf(stateWith(given), size, now, looks));
}

/** The rows of a screen that something stands in, without the border. */
function inside(text: string): string[] {
  return text
    .split('\n')
    .slice(1, -3)
    .map((row) => row.replace(/^│ {0,2}|│$/g, '').trimEnd())
    .filter((row) => row !== '' && !row.startsWith('═'));
}

const missing: Problem = {
  code: 'missing',
  sentence: 'There is no file at this path.',
  file: '/home/operator/.casparian_flow/casparian_flow.sqlite3',
  advice: 'It is opened as soon as it appears.',
};

function stale(problem: Problem, since: number): Connection {
  return { kind: 'stale', picture: pictureOf(sceneJobs), problem, since };
}

describe('the screen', () => {
  it('is that of behaviour 3.1 at 80×30', () => {
    expect(screen({}, { columns: 80, rows: 30 })).toBe(
      drawing(`
┌─ JOBS ───────────────────── ~/.casparian_flow/casparian_flow.sqlite3 • live ─┐
│                                                                              │
│  ↻ 2 running   ✓ 3 done   ✗ 1 failed      1,235/1,247 files • 847 MB output  │
│                                                                              │
│  ══════════════════════════════════════════════════════════════════════════  │
│                                                                              │
│▸ ✗ PARSE    fix_parser v1.2                                          2m ago  │
│             12 files failed • SchemaViolation at row 42                      │
│             First failure: venue_nyse_20240115.log                           │
│                                                                              │
│  ↻ BACKTEST fix_parser v1.3 (iter 3)                      ██████████░░  87%  │
│             Pass: 108/124 files • 5 high-failure passed                      │
│                                                                              │
│  ↻ EXPORT   concordance → ./production_001/               ████████░░░░  67%  │
│             30,521/45,782 records • ETA 6m                                   │
│                                                                              │
│  ✓ PARSE    fix_parser v1.2                                          2m ago  │
│             1,235 files → ~/.casparian_flow/output/fix_orders/ (847 MB)      │
│                                                                              │
│  ✓ SCAN     /data/fix_logs • 1,247 files                            15m ago  │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
├──────────────────────────────────────────────────────────────────────────────┤
│  [j/k] Navigate  [?] Help  [q] Quit                                          │
└──────────────────────────────────────────────────────────────────────────────┘
`),
    );
  });

  it('does without blank rows at 80×24', () => {
    expect(screen()).toBe(
      drawing(`
┌─ JOBS ───────────────────── ~/.casparian_flow/casparian_flow.sqlite3 • live ─┐
│  ↻ 2 running   ✓ 3 done   ✗ 1 failed      1,235/1,247 files • 847 MB output  │
│                                                                              │
│  ══════════════════════════════════════════════════════════════════════════  │
│▸ ✗ PARSE    fix_parser v1.2                                          2m ago  │
│             12 files failed • SchemaViolation at row 42                      │
│             First failure: venue_nyse_20240115.log                           │
│                                                                              │
│  ↻ BACKTEST fix_parser v1.3 (iter 3)                      ██████████░░  87%  │
│             Pass: 108/124 files • 5 high-failure passed                      │
│                                                                              │
│  ↻ EXPORT   concordance → ./production_001/               ████████░░░░  67%  │
│             30,521/45,782 records • ETA 6m                                   │
│                                                                              │
│  ✓ PARSE    fix_parser v1.2                                          2m ago  │
│             1,235 files → ~/.casparian_flow/output/fix_orders/ (847 MB)      │
│                                                                              │
│  ✓ SCAN     /data/fix_logs • 1,247 files                            15m ago  │
│                                                                              │
│                                                                              │
│                                                                              │
├──────────────────────────────────────────────────────────────────────────────┤
│  [j/k] Navigate  [?] Help  [q] Quit                                          │
└──────────────────────────────────────────────────────────────────────────────┘
`),
    );
  });

  it('gives up its blank rows at its smallest', () => {
    expect(screen({}, minimumSize)).toBe(
      drawing(`
┌─ JOBS ─ ~/.casparian_flow/casparian_flow.sqlite3 • live ─┐
│  ↻ 2 running  ✓ 3 done  ✗ 1 failed    1,235/1,247 files  │
│  ══════════════════════════════════════════════════════  │
│▸ ✗ PARSE    fix_parser v1.2                      2m ago  │
│             12 files failed • SchemaViolation at row 42  │
│             First failure: venue_nyse_20240115.log       │
│                                                          │
│  ↻ BACKTEST fix_parser v1.3 (iter 3)  ██████████░░  87%  │
│             Pass: 108/124 files • 5 high-failure passed  │
│                                                          │
│  ↻ EXPORT   concordance → produ…001/  ████████░░░░  67%  │
│             30,521/45,782 records • ETA 6m               │
│                                                          │
├─────────────────────────────────────────────── 1–3 of 5 ─┤
│  [j/k] Navigate  [?] Help  [q] Quit                      │
└──────────────────────────────────────────────────────────┘
`),
    );
  });

  it('does without anything but ASCII', () => {
    const text = screen({}, { columns: 80, rows: 17 }, ascii);
    expect(text).toMatch(/^[ -~\n]*$/);
    expect(text).toBe(
      drawing(`
+- JOBS --------------------- ~/.casparian_flow/casparian_flow.sqlite3 - live -+
|  R 2 running   D 3 done   F 1 failed      1,235/1,247 files - 847 MB output  |
|  ==========================================================================  |
|> F PARSE    fix_parser v1.2                                          2m ago  |
|             12 files failed - SchemaViolation at row 42                      |
|             First failure: venue_nyse_20240115.log                           |
|                                                                              |
|  R BACKTEST fix_parser v1.3 (iter 3)                      ##########--  87%  |
|             Pass: 108/124 files - 5 high-failure passed                      |
|                                                                              |
|  R EXPORT   concordance -> ./production_001/              ########----  67%  |
|             30,521/45,782 records - ETA 6m                                   |
|                                                                              |
|  D PARSE    fix_parser v1.2                                          2m ago  |
+------------------------------------------------------------------- 1-4 of 5 -+
|  [j/k] Navigate  [?] Help  [q] Quit                                          |
+------------------------------------------------------------------------------+
`),
    );
  });

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

  it('uses all of 200 columns', () => {
    const path = `/data/${'a_long_folder/'.repeat(9)}out.parquet`;
    const text = screen(
      { connection: { kind: 'live', picture: pictureOf([jobWith({ name: 'p', outputPath: path })]) } },
      { columns: 200, rows: 50 },
    );
    expect(text).toContain(path);
    expect(text.split('\n').map(cells)).toEqual(Array.from({ length: 50 }, () => 200));
  });
});

describe('the status bar', () => {
  const crowded = pictureOf(sceneJobs, {
    counts: { queued: 45, running: 2, complete: 3, failed: 1, cancelled: 4, other: 6 },
  });
  const empty = pictureOf(sceneJobs, {
    counts: { queued: 0, running: 0, complete: 0, failed: 0, cancelled: 0, other: 0 },
    totals: { filesProcessed: 0, filesTotal: 0, outputBytes: 0n },
  });

  const live = (picture: Picture): Connection => ({ kind: 'live', picture });

  /** The bar's text at a height without a line for notices; `~` for where its two sides are far apart. */
  function bar(connection: Connection, columns = 120): string {
    const frame = frameOf(stateWith({ connection }), { columns, rows: 16 }, now, appearance);
    return frame.status?.lines.map(textOf).join('\n').trim().replace(/ {4,}/, ' ~ ') ?? '';
  }

  it.each([
    [
      120,
      '↻ 2 running   ✓ 3 done   ✗ 1 failed   ◌ 45 queued   ⊘ 4 cancelled   ? 6 other ~ 1,235/1,247 files • 847 MB output',
    ],
    [
      110,
      '↻ 2 running  ✓ 3 done  ✗ 1 failed  ◌ 45 queued  ⊘ 4 cancelled  ? 6 other ~ 1,235/1,247 files • 847 MB',
    ],
    [100, '↻ 2 running  ✓ 3 done  ✗ 1 failed  ◌ 45 queued  ⊘ 4 cancelled  ? 6 other ~ 1,235/1,247 files'],
    [80, '↻ 2 running  ✓ 3 done  ✗ 1 failed  ◌ 45 queued  ⊘ 4 cancelled  ? 6 other'],
    [60, '↻ 2  ✓ 3  ✗ 1  ◌ 45 queued  ⊘ 4 cancelled  ? 6 other'],
  ])('at %i columns', (columns, expected) => {
    expect(bar(live(crowded), columns)).toBe(expected);
  });

  it.each([
    [80, '↻ 40 running  ✓ 500 done  ✗ 10,000 failed  ◌ 2,000 queued'],
    [60, '↻ 40  ✓ 500  ✗ 10,000  ◌ 2,000 queued'],
  ])('keeps words before totals of a large queue at %i columns', (columns, expected) => {
    const picture = pictureOf(sceneJobs, {
      counts: { queued: 2000, running: 40, complete: 500, failed: 10_000, cancelled: 0, other: 0 },
      totals: { filesProcessed: 2_824_684, filesTotal: 3_381_392, outputBytes: 22_000_000_000n },
    });
    expect(bar(live(picture), columns)).toBe(expected);
  });

  it('has no sign without its word but those of running, done and failed, and no half of a number', () => {
    const anyCount = fc.nat({ max: 20_000_000 });
    const anyCounts = fc.record({
      queued: anyCount,
      running: anyCount,
      complete: anyCount,
      failed: anyCount,
      cancelled: anyCount,
      other: anyCount,
    });
    fc.assert(
      fc.property(anyCounts, fc.integer({ min: 60, max: 130 }), (counts, columns) => {
        const texts = bar(live({ ...empty, counts }), columns).split(/ {2,}/);
        expect(texts.length).toBeGreaterThanOrEqual(3);
        for (const text of texts) {
          expect(text).toMatch(
            /^(?:[↻✓✗] [\d.,]+[kM]?(?: running| done| failed)?|[◌⊘?] [\d.,]+[kM]? (?:queued|cancelled|other))$/,
          );
        }
      }),
    );
  });

  it('shows running, done and failed even where there are none, dim, and nothing else', () => {
    expect(bar(live(empty))).toBe('↻ 0 running   ✓ 0 done   ✗ 0 failed');
    const styles = (picture: Picture) =>
      frameOf(stateWith({ connection: live(picture) }), normal, now, appearance)
        .status?.lines[0]?.filter((span) => span.text.trim() !== '')
        .map((span) => span.style);
    expect(styles(empty)).toEqual(Array(6).fill('dim'));
    expect(styles(crowded)?.slice(0, 6)).toEqual([
      'running',
      'plain',
      'complete',
      'plain',
      'failed',
      'plain',
    ]);
  });

  it('makes room for what is wrong where there is no line for it', () => {
    const connection = stale({ ...missing, code: 'busy' }, now - 12_000);
    expect(bar(connection, 80)).toContain('database busy 12s, showing last good data');
    expect(bar(connection, 80)).toContain('✗ 1');
  });
});

describe('the connection', () => {
  function notice(connection: Connection): string {
    const frame = frameOf(stateWith({ connection }), { columns: 120, rows: 24 }, now, appearance);
    return textOf(frame.status?.lines[1] ?? []).trim();
  }
  const busy: Problem = { ...missing, code: 'busy', sentence: 'Writers left no quiet instant.' };

  it.each<[string, Connection, string]>([
    ['all is well', { kind: 'live', picture: pictureOf(sceneJobs) }, ''],
    [
      'a change was just seen',
      { kind: 'live', picture: pictureOf(sceneJobs), overtakenSince: now - 2999 },
      '',
    ],
    [
      'the read of a change takes long',
      { kind: 'live', picture: pictureOf(sceneJobs), overtakenSince: now - 3000 },
      'as of 3s ago',
    ],
    ['a failure of an instant', stale(busy, now - 900), ''],
    ['the age', stale(busy, now - 3000), 'as of 3s ago'],
    ['the age and what is wrong', stale(missing, now - 3000), 'as of 3s ago, database missing'],
    ['a busy database', stale(busy, now - 12_000), 'database busy 12s, showing last good data'],
    [
      'a missing database',
      stale(missing, now - 120_000),
      'database missing 2m, showing last good data: There is no file at this path.',
    ],
  ])('says %s', (_, connection, expected) => {
    expect(notice(connection)).toBe(expected);
  });

  it.each(problemCodes)('says something of its own when it is %s', (code) => {
    const others = problemCodes.filter((other) => other !== code);
    const said = (which: (typeof problemCodes)[number]) =>
      notice(stale({ ...missing, code: which, sentence: '' }, now - 20_000));
    expect(said(code)).toMatch(/^.{8,} 20s, showing last good data$/);
    for (const other of others) expect(said(other)).not.toBe(said(code));
  });

  it('gives its line to what hampers the watch while nothing else is wrong, and there is room', () => {
    const hampered = 'No events\u001b[2J for the folder';
    const rows = (connection: Connection, height: number) =>
      inside(
        drawn(frameOf(stateWith({ connection }), { columns: 80, rows: height }, now, appearance, hampered)),
      );
    const live: Connection = { kind: 'live', picture: pictureOf(sceneJobs) };
    expect(rows(live, 24)[1]).toBe('No events for the folder');
    expect(rows(stale(missing, now - 3000), 24)[1]).toBe('as of 3s ago, database missing');
    expect(rows(live, 16).join()).not.toContain('No events');
    expect(rows(live, 16)[0]).toContain('847 MB');
    expect(rows({ kind: 'down', problem: missing, since: now }, 24).join()).not.toContain('No events');
  });

  it('keeps the last good picture on the screen', () => {
    expect(screen({ connection: stale(missing, now - 60_000) })).toContain('▸ ✗ PARSE    fix_parser v1.2');
  });

  it('stands in the title', () => {
    const word = (connection: Connection) => / (\S+|no data) ─┐/.exec(screen({ connection }))?.[1];
    expect(word({ kind: 'loading' })).toBe('loading');
    expect(word({ kind: 'live', picture: pictureOf(sceneJobs) })).toBe('live');
    expect(word(stale(missing, now - 60_000))).toBe('stale');
    expect(word({ kind: 'down', problem: missing, since: now })).toBe('waiting');
    expect(word({ kind: 'down', problem: { ...missing, code: 'damaged' }, since: now })).toBe('no data');
  });
});

describe('what stands in place of the list', () => {
  it('while nothing has been read', () => {
    expect(inside(screen({ connection: { kind: 'loading' } }))).toEqual([
      'Reading the database…',
      '~/.casparian_flow/casparian_flow.sqlite3',
    ]);
  });

  it('when there are no jobs at all', () => {
    const picture = pictureOf([], {
      counts: { queued: 0, running: 0, complete: 0, failed: 0, cancelled: 0, other: 0 },
    });
    expect(inside(screen({ connection: { kind: 'live', picture } })).slice(1)).toEqual([
      'No jobs yet',
      '~/.casparian_flow/casparian_flow.sqlite3',
      'Jobs appear here as soon as they are in the queue.',
    ]);
  });

  it.each([
    [{ queued: 45, running: 0, complete: 0, failed: 0, cancelled: 0, other: 0 }, null, '45 queued jobs'],
    [{ queued: 1, running: 0, complete: 0, failed: 0, cancelled: 0, other: 0 }, null, '1 queued job'],
    [
      { queued: 1200, running: 1, complete: 3, failed: 0, cancelled: 0, other: 0 },
      'zzz',
      '1 running, 3 done, 1,200 queued jobs',
    ],
  ])('when the filter lets none through: %j', (counts, name, expected) => {
    const picture = pictureOf([], { counts });
    const filter = { ...stateWith().filter, name: name ?? '' };
    expect(inside(screen({ connection: { kind: 'live', picture }, filter }))).toContain(
      `No match. Hidden by the filter: ${expected}`,
    );
  });

  it('when what would pass the filter was cleared away', () => {
    const counts = { queued: 2, running: 0, complete: 9461, failed: 0, cancelled: 0, other: 0 };
    const cleared = { until: now, except: [] };
    const filter = { ...stateWith().filter, statuses: ['complete'], cleared } as const;
    const connection = { kind: 'live', picture: pictureOf([], { counts }) } as const;
    const lines = inside(screen({ connection, filter }));
    expect(lines).toContain('No match. Hidden: 9,461 done, 2 queued jobs');
    expect(lines).toContain('X shows the completed jobs that are hidden.');
  });

  it('when reading failed in a way that no sentence foresees, with what the system said', () => {
    const detail = 'EIO: \u001b[31mi/o error\nread';
    const said = (code: Problem['code']) =>
      inside(screen({ connection: { kind: 'down', problem: { ...missing, code, detail }, since: now } }));
    expect(said('failed')).toContain('EIO: i/o error ↵ read');
    expect(said('damaged').join()).not.toContain('EIO');
  });

  it('while the database doesn’t exist', () => {
    const connection: Connection = { kind: 'down', problem: missing, since: now - 12_000 };
    expect(inside(screen({ connection }))).toEqual([
      'Waiting for the database',
      '~/.casparian_flow/casparian_flow.sqlite3',
      'There is no file at this path.',
      'It is opened as soon as it appears.',
      'Waiting for 12s',
    ]);
  });

  it.each(problemCodes)('when the database is %s: what, which file, and what to do', (code) => {
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

describe('the help', () => {
  it('lists every key under its group, and the signs', () => {
    const tall = { columns: 80, rows: 40 };
    const text = screen({ mode: 'HELP' }, tall);
    expect(text).toContain('┌─ HELP ─');
    expect(inside(text)).toEqual([
      'Job list',
      '  j / ↓  Next job',
      '  k / ↑  Previous job',
      '  ?      Help',
      'Everywhere',
      '  q / Ctrl-c  Quit',
      'Help',
      '  Esc  Back to the job list',
      'Signs',
      '  ✗  failed',
      '  ↻  running',
      '  ✓  done',
      '  ◌  queued',
      '  ⊘  cancelled',
      '  ?  in a status that this program does not know',
      '  ⚠  running, but its worker is gone or silent',
    ]);
  });

  it('begins with the panel that it was asked from', () => {
    const of = (mode: Mode, group: string): KeyHelp => ({
      label: 'x',
      group,
      description: group,
      modes: [mode],
    });
    const looks = {
      ...appearance,
      keys: [
        of('JOB_LIST', 'Job list'),
        of('LOG_VIEWER', 'Log'),
        of('MONITORING_PANEL', 'Monitoring'),
        of('FILTER_DIALOG', 'Filter dialog'),
        of('CONFIRM', 'Question'),
      ],
    };
    const heading = (below: readonly Mode[]) =>
      inside(screen({ mode: 'HELP', below }, { columns: 80, rows: 40 }, looks))[0];
    expect(heading([])).toBe('Job list');
    expect(heading(['MONITORING_PANEL'])).toBe('Monitoring');
    expect(heading(['DETAIL_PANEL', 'LOG_VIEWER'])).toBe('Log');
    expect(heading(['FILTER_DIALOG'])).toBe('Filter dialog');
    expect(heading(['DETAIL_PANEL', 'CONFIRM'])).toBe('Question');
  });

  it('stands in columns where there is room, and no line of it is cut', () => {
    const many = Array.from(
      { length: 40 },
      (_, index): KeyHelp => ({
        label: `key ${index}`,
        group: `Group ${index % 8}`,
        description: `What ${index} does, in as many words as it takes to go beyond the end of a line; end ${index}`,
        modes: ['JOB_LIST'],
        unavailable: () => `there is a reason for ${index}`,
      }),
    );
    for (const columns of [60, 80, 120, 200]) {
      const size = { columns, rows: 300 };
      const text = screen({ mode: 'HELP' }, size, { ...appearance, keys: many });
      expect(text).not.toContain('…');
      for (let index = 0; index < 40; index += 1)
        expect(text.replace(/\s+/g, ' ')).toContain(`key ${index} What`);
      const height = inside(text).length;
      expect(text.split('\n').find((row) => row.includes('Group 0'))).toMatch(
        columns < 110
          ? /Group 0 *│$/
          : columns < 180
            ? /Group 0 .*Group \d *│$/
            : /Group 0 .*Group \d .*Group \d *│$/,
      );
      expect(height).toBeLessThan(columns < 110 ? 300 : 140);
    }
  });

  it.each([120, 200])(
    'keeps its columns apart at %d cells, beside the line between two groups too',
    (width) => {
      const count = width === 120 ? 2 : 3;
      const columnWidth = Math.floor((width - (count - 1) * 4) / count);
      for (const line of helpLines(width, { ...appearance, keys: keymap })) {
        const text = textOf(line);
        for (let column = 1; column < count; column += 1) {
          const end = column * (columnWidth + 4);
          expect(text.slice(end - 4, end)).toBe('    ');
        }
      }
    },
  );

  it('says which part of it is on the screen, and scrolls never beyond its end', () => {
    const size = { columns: 80, rows: 16 };
    const top = (helpTop: number) => inside(screen({ mode: 'HELP', helpTop }, size))[0];
    expect(top(0)).toBe('Job list');
    expect(top(1)).toBe('  j / ↓  Next job');
    expect(screen({ mode: 'HELP' }, size)).toMatch(/─ 1–12 of 19 lines ─┤/);
    expect(screen({ mode: 'HELP', helpTop: 2 }, size)).toMatch(/─ 3–14 of 19 lines ─┤/);
    const end = screen({ mode: 'HELP', helpTop: 999 }, size);
    expect(inside(end).at(-1)).toContain('its worker is gone or silent');
    expect(end).toBe(
      screen({ mode: 'HELP', helpTop: helpHeight(appearance, size) - (roomOf(size).help ?? 0) }, size),
    );
  });

  it('marks what is looked for, and says that there is none', () => {
    const search = (text: string, at: number | null) =>
      frameOf(
        stateWith({ mode: 'HELP_SEARCH', below: ['HELP'], helpSearch: { text, origin: 0, at } }),
        normal,
        now,
        appearance,
      );
    const matched = search('PREV', 2)
      .panel?.lines.flat()
      .filter(({ style }) => style === 'match');
    expect(matched?.map(({ text }) => text)).toEqual(['Prev']);
    expect(drawn(search('xyz', null))).toMatch(/\/xyz_ +no match/);
    expect(helpMatches(appearance, normal, stateWith({ mode: 'HELP' }), 'JOB')).toEqual([0, 1, 2, 9]);
  });
});

describe('the title', () => {
  it.each(['JOB_LIST', 'MONITORING_PANEL', 'HELP'] as const)('says in %s that it is the demo', (mode) => {
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

  it.each<[string, Partial<Job>, string]>([
    ['a failed job', { status: 'failed', outputPath: '/o' }, '[R] Retry'],
    ['a running job', { status: 'running', outputPath: '/o' }, '[c] Cancel'],
    ['a running backtest', { type: 'backtest', status: 'running' }, '[c] Cancel'],
  ])('names pipeline and monitor on %s at 80 columns', (_, job, own) => {
    const connection = { kind: 'live' as const, picture: pictureOf([jobWith({ id: '5', ...job })]) };
    expect(footer({ connection }, 80, { ...appearance, keys: keymap })).toBe(
      `[j/k] Move  [Enter] Info  ${own}  [P] Pipeline  [m] Monitor  [?] Help`,
    );
    expect(footer({ connection }, 200, { ...appearance, keys: keymap })).toMatch(
      /^\[j\/k\] Navigate {2}\[Enter\] Details .* \[P\] Pipeline {2}\[m\] Monitor .* \[\?\] Help$/,
    );
  });

  it('says while jobs are marked what can be done with how many of them', () => {
    const marked = (...jobs: readonly Job[]) => new Map(jobs.map((job) => [job.id, seen(job)]));
    const [failed, backtest, running] = sceneJobs;
    if (!failed || !backtest || !running) throw new Error('no scene');
    const looks = { ...appearance, keys: keymap };
    expect(footer({ marked: marked(failed, backtest, running) }, 80, looks)).toBe(
      '[R] Retry 1  [c] Cancel 2  [Esc] Unmark  [j/k] Navigate  [?] Help',
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

  it('says how to scroll only where something is out of sight', () => {
    const looks = { ...appearance, keys: keymap };
    const shown = (state: Parameters<typeof stateWith>[0], rows: number) => {
      const frame = frameOf(stateWith(state), { columns: 100, rows }, now, looks);
      const edge = textOf(frame.border[layoutOf(frame.size).separator] ?? []);
      return { edge, keys: textOf(frame.footer?.lines.at(-1) ?? []) };
    };
    const seenIn = new Set<boolean>();
    for (const mode of ['DETAIL_PANEL', 'HELP'] as const) {
      for (const rows of [16, 24, 30, 50, 120]) {
        const { edge, keys } = shown({ mode, detailId: '5' }, rows);
        const isPart = / of \d+ lines /.test(edge);
        expect(keys.includes('] Scroll')).toBe(isPart);
        seenIn.add(isPart);
      }
    }
    expect(seenIn.size).toBe(2);
  });

  it('keeps its last hint where there is no room for all', () => {
    const many = Array.from({ length: 12 }, (_, index) => ({
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

describe('any screen at all', () => {
  const anySize = fc.record({
    columns: fc.oneof(fc.nat({ max: 220 }), fc.integer({ min: 60, max: 90 })),
    rows: fc.oneof(fc.nat({ max: 60 }), fc.integer({ min: 16, max: 26 })),
  });
  const forbidden = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Emoji_Presentation}]/u;

  it('has lines of exactly their widget’s width, clean, within the screen and apart', () => {
    fc.assert(
      fc.property(anyState, anySize, fc.boolean(), (state, size, unicode) => {
        const frame = frameOf(state, size, now, {
          ...appearance,
          unicode,
          databaseLabel: '/x\x1b[2J\u202e漢/🔥.db',
        });
        expect(frame.border).toHaveLength(size.rows);
        for (const { rect, lines } of linesOf(frame)) {
          expect(lines).toHaveLength(rect.height);
          expect(rect.top + rect.height).toBeLessThanOrEqual(size.rows);
          expect(rect.left + rect.width).toBeLessThanOrEqual(size.columns);
          for (const line of lines) expect(cells(textOf(line))).toBe(rect.width);
        }
        const text = [frame.title, ...linesOf(frame).flatMap(({ lines }) => lines.map(textOf))].join('');
        expect(text).not.toMatch(unicode ? forbidden : /[^ -~]/);
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
