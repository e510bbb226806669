import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { onceText } from '../../lib/view/once.js';
import { cells } from '../../lib/view/width.js';
import { anyJob } from './any.js';
import { appearance, now, pictureOf, sceneJobs } from './scene.js';

describe('onceText', () => {
  it('is the status bar and the jobs as text', () => {
    expect(onceText(pictureOf(sceneJobs), 80, now, appearance)).toBe(
      `
↻ 2 running   ✓ 3 done   ✗ 1 failed            1,235/1,247 files • 847 MB output

✗ PARSE    fix_parser v1.2                                                2m ago
           12 files failed • SchemaViolation at row 42
           First failure: venue_nyse_20240115.log

↻ BACKTEST fix_parser v1.3 (iter 3)                            ██████████░░  87%
           Pass: 108/124 files • 5 high-failure passed

↻ EXPORT   concordance → ./production_001/                     ████████░░░░  67%
           30,521/45,782 records • ETA 6m

✓ PARSE    fix_parser v1.2                                                2m ago
           1,235 files → ~/.casparian_flow/output/fix_orders/ (847 MB)

✓ SCAN     /data/fix_logs • 1,247 files                                  15m ago
`.trim(),
    );
  });

  it('says so when there are no jobs', () => {
    const counts = { queued: 45, running: 0, complete: 0, failed: 0, cancelled: 0, other: 0 };
    expect(onceText(pictureOf([], { counts }), 80, now, appearance)).toContain(
      'Nothing matches: 45 queued jobs not shown\n~/.casparian_flow/casparian_flow.sqlite3',
    );
  });

  it('has no line wider than asked for, nor one that ends in a space, nor anything but text', () => {
    const anyJobs = fc.array(anyJob, { maxLength: 4 });
    fc.assert(
      fc.property(anyJobs, fc.integer({ min: 20, max: 200 }), fc.boolean(), (jobs, width, unicode) => {
        const text = onceText(pictureOf(jobs), width, now, { ...appearance, unicode });
        expect(text).not.toMatch(unicode ? /(?!\n)\p{C}/u : /[^ -~\n]/);
        for (const line of text.split('\n')) {
          expect(cells(line)).toBeLessThanOrEqual(width);
          expect(line).toBe(line.trimEnd());
        }
      }),
    );
  });
});
