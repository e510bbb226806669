import { describe, expect, it } from '@jest/globals';
import { keymap } from '../../lib/machine/keymap/keymap.js';
import type { Connection, JobsState, Mode } from '../../lib/machine/state/state.js';
import type { KeyHelp } from '../../lib/view/appearance.js';
import { roomOf } from '../../lib/view/layout/layout.js';
import { frameOf } from '../../lib/view/screen/frame-of.js';
import { helpLook } from '../../lib/view/screen/help.js';
import { textOf } from '../../lib/view/text/line.js';
import { otherQueue } from '../machine/queue-in-memory.js';
import { helpedModes } from '../machine/transition-scene.js';
import { appearance, drawn, jobWith, now, pictureOf, stateWith } from './scene.js';
import { inside, normal, screen } from './screen-scene.js';

describe('the help', () => {
  it('lists every key under its group, and the signs', () => {
    const tall = { columns: 80, rows: 40 };
    const text = screen({ mode: 'HELP' }, tall);
    expect(text).toContain('┌─ HELP ─');
    expect(inside(text)).toEqual([
      'Job list',
      '▸ j / ↓  Next job',
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
      '  ⚠  running, its worker gone or silent, or stalled',
    ]);
  });

  it('stands in columns where there is room, and no line of it is cut', () => {
    const many = Array.from(
      { length: 40 },
      (_, index): KeyHelp => ({
        keys: ['x'],
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
      const size = { columns: width + 6, rows: 400 };
      const text = screen({ mode: 'HELP' }, size, { ...appearance, keys: keymap });
      for (const row of text.split('\n').slice(1, -3)) {
        const line = row.slice(3, -3);
        for (let column = 1; column < count; column += 1) {
          const end = column * (columnWidth + 4);
          expect(line.slice(end - 4, end)).toBe('    ');
        }
      }
    },
  );

  it.each(helpedModes)('has on two screens of 80×24 every key that works in %s', (mode) => {
    const state = stateWith({ mode: 'HELP', below: mode === 'JOB_LIST' ? [] : [mode] });
    const { entries } = helpLook({ ...appearance, keys: keymap }, normal, state);
    const of = entries.filter(({ binding }) => binding?.modes.includes(mode));
    expect(of.length).toBeGreaterThan(3);
    const end = Math.max(...of.map(({ row, height }) => row + height));
    expect(end).toBeLessThanOrEqual(2 * (roomOf(normal).help ?? 0));
  });

  it('speaks over another program’s queue of its kinds, and of nothing that only ours have', () => {
    const queue = { ...otherQueue, notes: [{ text: 'Ended jobs are not kept.', of: [] }] };
    const picture = { ...pictureOf([jobWith({})]), queue };
    const { entries } = helpLook(
      { ...appearance, keys: keymap },
      normal,
      stateWith({ connection: { kind: 'live', picture } }),
    );
    const texts = entries.map(({ text }) => text).join('\n');
    expect(/parser|by type|all its versions|output path, else/.exec(texts)?.[0]).toBeUndefined();
    expect(texts).toMatch(/list the jobs of the kind *$/m);
    expect(texts).toContain('ended jobs are not kept.');
  });

  it('says which part of it is on the screen, and scrolls never beyond its end', () => {
    const size = { columns: 80, rows: 16 };
    const top = (helpTop: number) => inside(screen({ mode: 'HELP', helpTop }, size))[0];
    expect(top(0)).toBe('Job list');
    expect(top(1)).toBe('▸ j / ↓  Next job');
    expect(screen({ mode: 'HELP' }, size)).toMatch(/─ 1–12 of 16 lines ─┤/);
    expect(screen({ mode: 'HELP', helpTop: 2 }, size)).toMatch(/─ 3–14 of 16 lines ─┤/);
    const end = screen({ mode: 'HELP', helpTop: 999 }, size);
    expect(inside(end).at(-1)).toContain('its worker gone or silent, or stalled');
    expect(end).toBe(
      screen(
        { mode: 'HELP', helpTop: helpLook(appearance, size, stateWith()).lines - (roomOf(size).help ?? 0) },
        size,
      ),
    );
  });

  it('marks the text that is searched for, or says that there is none', () => {
    const search = (text: string, isVain: boolean) =>
      frameOf(
        stateWith({
          mode: 'HELP_SEARCH',
          below: ['HELP'],
          helpSearch: { text, origin: { helpTop: 0, helpChosen: 0, helpByKey: false }, isVain },
        }),
        normal,
        now,
        appearance,
      );
    const matched = search('PREV', false)
      .panel?.lines.flat()
      .filter(({ style }) => style === 'match');
    expect(matched?.map(({ text }) => text)).toEqual(['Prev']);
    expect(drawn(search('xyz', true))).toMatch(/\/xyz_ +no match/);
  });
});

const looks = { ...appearance, keys: keymap };

const panels: readonly Mode[] = [
  'CAUSES_PANEL',
  'WORKERS_PANEL',
  'PARSERS_PANEL',
  'ACTIVITY_PANEL',
  'MONITORING_PANEL',
];

/** The hints of a screen so wide that none is left out. */
function hints(given: Partial<JobsState>, columns = 400): string {
  const frame = frameOf(stateWith(given), { columns, rows: 30 }, now, looks);
  return textOf(frame.footer?.lines.at(-1) ?? []).trim();
}

const live: Connection = { kind: 'live', picture: pictureOf([jobWith({ id: '5', status: 'failed' })]) };

describe('the line of hints', () => {
  it('names the keys of panels before anything is read', () => {
    expect(hints({ connection: { kind: 'loading' } })).toMatch(/\[m\] Monitor .*\[e\] Causes .*\[\?\] Help$/);
    expect(hints({ connection: { kind: 'loading' } })).not.toContain('Quit');
  });

  it('names filter, sort and every panel for a list, and leaves quitting to the help', () => {
    const all = hints({ connection: live });
    for (const hint of ['[f] Filter', '[s] Sort', '[e] Causes', '[w] Workers', '[p] Parsers', '[a] Activity'])
      expect(all).toContain(hint);
    expect(all.indexOf('[f]')).toBeLessThan(all.indexOf('[s]'));
    expect(hints({ connection: { kind: 'live', picture: pictureOf([]) } })).not.toContain('Sort');
    expect(all).not.toContain('Quit');
  });

  it('drops the keys of other panels before those of the panel itself', () => {
    for (const mode of panels) expect(hints({ connection: live, mode }, 60)).toMatch(/^\[Esc\/q\] Back /);
  });
});
