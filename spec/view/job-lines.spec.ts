import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Job } from '../../lib/model/job.js';
import { heightOf, jobLines } from '../../lib/view/job/job-lines.js';
import { textOf } from '../../lib/view/text/line.js';
import { cells } from '../../lib/view/text/width.js';
import { anyJob, types } from './any-job.js';
import { drawn, drawnAt, parser } from './job-lines-scene.js';
import { hour, minute, now, rowContextWith } from './scene.js';

describe('any job at all', () => {
  const anyWidth = fc.integer({ min: 0, max: 220 });

  it('has lines of exactly the width, as many as heightOf says', () => {
    fc.assert(
      fc.property(anyJob, anyWidth, fc.boolean(), (job, width, unicode) => {
        const context = rowContextWith({ unicode });
        const lines = jobLines(job, width, context);
        expect(lines.map((line) => cells(textOf(line)))).toEqual(lines.map(() => width));
        expect(lines.length + 1).toBe(heightOf(job));
      }),
      { numRuns: 200 },
    );
  });

  it('shows the essentials whatever else is missing', () => {
    for (const type of types) {
      const complete = drawn({ type, outputPath: '/out/put' });
      expect(complete).toContain('/out/put');
      const failed = drawn({ type, status: 'failed', errorMessage: 'E', sourcePath: '/in/put' }).split('\n');
      expect(failed).toHaveLength(3);
      expect(failed[1]).toContain('E');
      expect(failed[2]).toBe('           First failure: put');
      expect(drawn({ type, status: 'running' }).split('\n')).toHaveLength(2);
      expect(drawn({ type, status: 'other', statusText: 'ODD' })).toContain('Status ODD');
    }
  });
});

describe('the time in the first line', () => {
  const done = { ...parser, startedAt: now - 2 * hour, completedAt: now - 2 * hour + 100_000 } as const;
  const line = (given: Partial<Job>, width = 72) => drawnAt(width, given).split('\n')[0];

  it('is that of the end, by which the list is ordered, with what the job took', () => {
    for (const [status, glyph] of [
      ['complete', '✓'],
      ['failed', '✗'],
      ['cancelled', '⊘'],
    ] as const) {
      expect(line({ ...done, status })).toBe(
        `${glyph} PARSE    fix_parser v1.2                           took 1m 40s, 1h ago`,
      );
    }
  });

  it.each<[string, Partial<Job>, string]>([
    ['has ended in the second it began', { ...done, completedAt: done.startedAt + 1 }, 'took <1s, 1h ago'],
    ['has no other time than its end', { ...done, startedAt: done.completedAt }, '1h ago'],
    ['has no start', { ...done, startedAt: null }, '1h ago'],
    ['was only touched', { ...parser, updatedAt: now - 3 * minute }, ''],
    ['has no end', { ...done, completedAt: null }, '2h ago'],
    ['has ended before it began', { ...done, completedAt: done.startedAt - 1 }, '2h ago'],
  ])('says no more than is known of a job that %s', (_, given, expected) => {
    expect(line(given)?.replace('✓ PARSE    fix_parser v1.2', '').trim()).toBe(expected);
  });

  it('leaves out what the job took where the title needs the room, with its age at the right edge', () => {
    expect(line(done, 47)).toBe('✓ PARSE    fix_parser v1.2  took 1m 40s, 1h ago');
    expect(line(done, 46)).toBe('✓ PARSE    fix_parser v1.2              1h ago');
  });
});
