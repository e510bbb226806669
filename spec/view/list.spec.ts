import { describe, expect, it } from '@jest/globals';
import { seen } from '../../lib/machine/state/write-order.js';
import type { Job } from '../../lib/model/job.js';
import { unicodeGlyphs } from '../../lib/view/glyphs.js';
import { listProps } from '../../lib/view/screen/list.js';
import { textOf } from '../../lib/view/text/line.js';
import { jobWith, rowContextWith, stateWith } from './scene.js';

/** Jobs a, b, c and so on, each with as many lines as its number says: 1 to 3, and a blank one. */
function jobsOf(...lines: readonly number[]): readonly Job[] {
  return lines.map((count, index) => {
    const name = 'abcdefgh'[index] ?? 'x';
    const common = { id: name, name };
    if (count === 1) return jobWith(common);
    return jobWith(
      count === 2 ? { ...common, outputPath: '/o' } : { ...common, status: 'failed', sourcePath: '/i' },
    );
  });
}

function listOf(jobs: readonly Job[], selected: string, selectedLine: number, height: number, first = 0) {
  return listProps(
    { first, jobs, matching: jobs.length + first },
    stateWith({
      selection: { id: selected, index: first + jobs.findIndex((job) => job.id === selected) },
      viewport: { lines: height, selectedLine, pinned: false },
    }),
    60,
    height,
    rowContextWith(),
  );
}

/** For each line, the name of the job whose first line it is, a dot for its other lines, a space for a blank one. */
function outline(props: ReturnType<typeof listOf>): string {
  return props.lines
    .map(textOf)
    .map((line) => (line.trim() === '' ? ' ' : (/^(?:▸ | {2})\S (?:PARSE) +(\S)/.exec(line)?.[1] ?? '.')))
    .join('');
}

describe('the list', () => {
  it.each([
    ['hangs at the selected job', 'b', 2, 8, 'a b. c..'],
    ['is clipped at its top', 'b', 1, 8, ' b. c.. '],
    ['is clipped within the selected job', 'b', -1, 8, '. c..  '.padEnd(8)],
    ['is clipped at its bottom', 'a', 0, 6, 'a b. c'],
    ['leaves blank what there are no jobs for', 'a', 3, 6, '   a b'],
  ])('%s', (_, selected, line, height, expected) => {
    expect(outline(listOf(jobsOf(1, 2, 3), selected, line, height))).toBe(expected);
  });

  it('has no lines of a selected job of which only the blank one is in sight', () => {
    expect(listOf(jobsOf(1, 2, 3), 'b', -2, 8).selected).toBeNull();
  });

  it('has its signs in colours of their own, before the first line of a job alone', () => {
    const jobs = jobsOf(2, 2);
    const marked = new Map(jobs.map((job) => [job.id, seen(job)]));
    const state = stateWith({
      selection: { id: 'b', index: 1 },
      viewport: { lines: 6, selectedLine: 3, pinned: false },
      marked,
    });
    const { lines } = listProps({ first: 0, jobs, matching: 2 }, state, 60, 6, rowContextWith());
    const signs = lines.map((line) => line.slice(0, 2).map(({ text, style }) => `${text}${style}`));
    const { selected, marked: mark } = unicodeGlyphs;
    expect(signs[0]).toEqual([' strong', `${mark}notice`]);
    expect(signs[3]).toEqual([`${selected}strong`, `${mark}notice`]);
    for (const row of [1, 2, 4, 5]) expect(textOf(lines[row] ?? []).slice(0, 2)).toBe('  ');
  });

  it('has what is searched for in a colour of its own, in the list too', () => {
    const state = stateWith({ selection: { id: 'a', index: 0 } });
    const window = { first: 0, jobs: [jobWith({ id: 'a', name: 'fix_parser' })], matching: 1 };
    const found = (sought: string) =>
      listProps(window, state, 60, 3, { ...rowContextWith(), sought }).lines[0]?.filter(
        ({ text }) => text === 'pars',
      );
    expect(found('pars')).toHaveLength(1);
    expect(found('pars')?.[0]?.style).not.toBe(
      listProps(window, state, 60, 3, rowContextWith()).lines[0]?.find(({ text }) =>
        text.includes('fix_parser'),
      )?.style,
    );
  });

  it('keeps the position of the selected job while that is not loaded', () => {
    const jobs = jobsOf(1, 1, 1);
    const state = stateWith({
      selection: { id: 'gone', index: 11 },
      viewport: { lines: 5, selectedLine: 2, pinned: false },
    });
    const props = listProps({ first: 10, jobs, matching: 99 }, state, 60, 5, rowContextWith());
    expect(outline(props)).toBe('a b c');
    expect(props.selected).toBeNull();
  });
});
