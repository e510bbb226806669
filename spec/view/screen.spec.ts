import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { frameOf } from '../../lib/view/frame-of.js';
import { layoutOf, minimumSize, roomOf } from '../../lib/view/layout.js';
import { cells } from '../../lib/view/text/width.js';
import { anyState } from './any.js';
import { appearance, jobWith, now, pictureOf, unsoundIn } from './scene.js';
import { screen } from './screen-scene.js';

const ascii = { ...appearance, unicode: false };

/** A drawing in the source, without the line ends around it. */
function drawing(text: string): string {
  return text.replace(/^\n/, '').replace(/\n$/, '');
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

describe('any screen at all', () => {
  const anySize = fc.record({
    columns: fc.oneof(fc.nat({ max: 220 }), fc.integer({ min: 60, max: 90 })),
    rows: fc.oneof(fc.nat({ max: 60 }), fc.integer({ min: 16, max: 26 })),
  });

  it('has lines of exactly their widget’s width, clean, within the screen and apart', () => {
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
