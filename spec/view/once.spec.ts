import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Job } from '../../lib/model/job.js';
import { cells } from '../../lib/view/text/width.js';
import { anyJob } from './any-job.js';
import { appearance, now, onceText, pictureOf, sceneJobs } from './scene.js';

const narrow = (columns: number) => ({ columns, whole: false });

describe('onceText', () => {
  it('is the status bar and the jobs as text', () => {
    expect(onceText(pictureOf(sceneJobs), narrow(80), now, appearance)).toBe(
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

  it('has no line wider than asked for, nor one that ends in a space, nor anything but text', () => {
    const anyJobs = fc.array(anyJob, { maxLength: 4 });
    fc.assert(
      fc.property(anyJobs, fc.integer({ min: 20, max: 200 }), fc.boolean(), (jobs, width, unicode) => {
        const text = onceText(pictureOf(jobs), narrow(width), now, { ...appearance, unicode });
        expect(text).not.toMatch(unicode ? /(?!\n)\p{C}/u : /[^ -~\n]/);
        const lines = text.split('\n');
        expect(lines.filter((line) => cells(line) > width)).toEqual([]);
        expect(lines.filter((line) => line !== line.trimEnd())).toEqual([]);
      }),
    );
  });

  it('leaves nothing out where it may be as wide as it needs', () => {
    const path = `/mnt/${'very/long/directory/'.repeat(12)}output_part_0001.parquet`;
    const [job] = sceneJobs.filter(({ outputPath }) => outputPath !== null);
    const jobs = [{ ...(job as Job), outputPath: path, name: `long_${'name'.repeat(40)}` }];
    const text = onceText(pictureOf(jobs), { columns: 80, whole: true }, now, appearance);
    expect(text).toContain(path);
    expect(text).toContain(`long_${'name'.repeat(40)}`);
    expect(onceText(pictureOf(jobs), narrow(80), now, appearance)).not.toContain(path);
    fc.assert(
      fc.property(fc.array(anyJob, { minLength: 1, maxLength: 4 }), (jobs) => {
        const whole = onceText(pictureOf(jobs), { columns: 40, whole: true }, now, appearance);
        expect(whole.replace(/ +/g, ' ')).toBe(
          onceText(pictureOf(jobs), narrow(20_000), now, appearance).replace(/ +/g, ' '),
        );
      }),
    );
  });

  it('promises no jobs to come', () => {
    expect(onceText(pictureOf([]), narrow(80), now, appearance).split('\n\n').slice(1)).toEqual([
      'No jobs yet',
    ]);
  });

  it('says how many jobs a limit kept back', () => {
    const picture = pictureOf(sceneJobs);
    const first = (count: number, matching = 1234) =>
      onceText(
        { ...picture, window: { ...picture.window, jobs: sceneJobs.slice(0, count), matching } },
        narrow(80),
        now,
        appearance,
      ).split('\n\n');
    expect(first(1).at(-1)).toBe('1,233 more jobs not printed');
    expect(first(3, 4).at(-1)).toBe('1 more job not printed');
    expect(first(0).slice(1)).toEqual(['1,234 jobs not printed']);
  });
});
