import { describe, expect, it } from '@jest/globals';
import { drawing, drawnAt } from './job-lines-scene.js';

describe('a job in the list where room is short or ample', () => {
  const deep = `/data/${'very/'.repeat(10)}deep/venue_nyse_20240115.log`;

  it('ends in an ellipsis where its words are cut', () => {
    const backtest = {
      ...{ passRate: 0.909, iteration: 2, highFailureTested: 5, highFailurePassed: 5 },
      terminationReason: 'PlateauDetected',
    };
    expect(
      drawnAt(76, { type: 'backtest', itemsProcessed: 66, itemsFailed: 6, backtest })
        .split('\n')
        .at(-1)
        ?.trim(),
    ).toBe('Pass rate: 90.9% (60/66) • All high-failure resolved • Plateau:…');
  });

  it('names the file of the first failure, shortened in the middle where it is long', () => {
    const long = `/data/venue_${'very_'.repeat(10)}long_20240115.log`;
    expect(drawnAt(56, { status: 'failed', failures: [{ filePath: long, error: 'E', line: null }] })).toBe(
      drawing(`
      ✗ PARSE    (unnamed)
                 E
                 First failure: venue_very_very…g_20240115.log
      `),
    );
  });

  it('keeps the row number of a long error', () => {
    const failures = [{ filePath: 'a.log', error: 'SchemaViolation: '.repeat(5), line: 42 }];
    expect(drawnAt(56, { status: 'failed', itemsFailed: 3, failures }).split('\n')[1]).toBe(
      '           3 files failed • SchemaViolation:… at row 42',
    );
  });

  it('gives up the note before the output path, and the path before the size', () => {
    const given = {
      ...{ name: 'p', itemsProcessed: 1235, outputPath: '/data/production/output/fix_orders/' },
      ...{ outputSizeBytes: 847_000_000n, note: 'a remark that goes on for a while' },
    };
    expect(drawnAt(120, given).split('\n')[1]).toBe(
      '           1,235 files → /data/production/output/fix_orders/ (847 MB) • a remark that goes on for a while',
    );
    expect(drawnAt(90, given).split('\n')[1]).toBe(
      '           1,235 files → /data/production/output/fix_orders/ (847 MB) • a remark that goe…',
    );
    expect(drawnAt(60, given).split('\n')[1]).toBe(
      '           1,235 files → /data/product…/fix_orders/ (847 MB)',
    );
  });

  it('shows the whole path on a wide screen, and a bar of twelve cells', () => {
    expect(drawnAt(196, { type: 'export', name: 'x', outputPath: deep })).toContain(deep);
    const wide = drawnAt(196, { status: 'running', itemsProcessed: 1, itemsTotal: 2 });
    expect(wide.split('\n')[0]?.length).toBe(196);
    expect(wide).toContain('██████░░░░░░  50%');
  });
});
