import { describe, expect, it } from '@jest/globals';
import { keymap } from '../../lib/machine/keymap/keymap.js';
import type { Mode } from '../../lib/machine/state/state.js';
import type { KeyHelp } from '../../lib/view/appearance.js';
import { frameOf } from '../../lib/view/screen/frame-of.js';
import { helpHeight, helpLines, helpMatches } from '../../lib/view/screen/help.js';
import { roomOf } from '../../lib/view/screen/layout.js';
import { textOf } from '../../lib/view/text/line.js';
import { appearance, drawn, now, stateWith } from './scene.js';
import { inside, normal, screen } from './screen-scene.js';

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
      ...{ label: 'x', group, description: group, modes: [mode] },
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

  it('marks the text that is searched for, or says that there is none', () => {
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
