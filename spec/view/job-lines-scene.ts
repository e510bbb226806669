import type { Job } from '../../lib/model/job.js';
import { jobLines } from '../../lib/view/job/job-lines.js';
import { textOf } from '../../lib/view/text/line.js';
import type { RowContext } from '../../lib/view/words/segments.js';
import { jobWith, minute, now, rowContextWith } from './scene.js';

export function drawnAt(width: number, given: Partial<Job>, context: RowContext = rowContextWith()): string {
  return jobLines(jobWith(given), width, context)
    .map((line) => textOf(line).trimEnd())
    .join('\n');
}

export function drawn(given: Partial<Job>, context: RowContext = rowContextWith()): string {
  return drawnAt(72, given, context);
}

/** The lines of a job, with two blanks in place of more. */
export function linesOfJob(given: Partial<Job>, context?: RowContext): string[] {
  return drawn(given, context)
    .split('\n')
    .map((line) => line.trim().replace(/ {2,}/g, '  '));
}

/** A drawing in the source, without its indentation. */
export function drawing(text: string): string {
  return text.replace(/^\n/, '').replace(/\n *$/, '').replaceAll(/^ {6}/gm, '');
}

export const parser = { name: 'fix_parser', version: '1.2' } as const;

export const traceback = `Traceback (most recent call last):
  File "/srv/rows.py", line 7, in price
KeyError: 2

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/srv/parser.py", line 88, in parse
    raise ValueError("no price") from error
ValueError: no price
`;

export const twoMinutesAgo = { completedAt: now - 2 * minute };
