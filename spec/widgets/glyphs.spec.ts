import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { capabilities } from '../../lib/terminal/capabilities.js';
import type { Frame, Line, StyleName } from '../../lib/view/frame.js';
import { looks } from '../../widgets/theme.js';
import type { Cell } from '../support/emulator.js';
import { expectSame } from '../support/expect-same.js';
import { frame, line, type Stage, stage } from './stage.js';
import { watchedStages } from './watched-stages.js';

const stageSize = { columns: 40, rows: 10 };
const styles = Object.keys(looks) as StyleName[]; // The map is total over the styles.

function lines(...all: readonly Line[]): Frame {
  return frame(stageSize, {
    panel: { rect: { left: 2, top: 1, width: 30, height: all.length }, lines: all },
  });
}

describe('a screen of glyphs', () => {
  const set = watchedStages({ size: stageSize });

  describe.each([
    ['xterm-256color', 256],
    ['tmux-256color', 256],
    ['screen-256color', 256],
    ['xterm', 8],
    ['linux', 8],
    ['vt220', 0],
    ['vt100', 0],
    ['xterm-kitty', 256],
    ['xterm-ghostty', 256],
    ['unknown', 8],
  ])('for TERM=%s', (TERM, colors) => {
    it.each(['C.UTF-8', 'C'])('shows each sign in colour and in one cell with LANG=%s', async (LANG) => {
      const able = capabilities({ TERM, LANG }, { isTTY: true });
      const { show, screen } = set({ ...able, title: false });
      const text = able.unicode ? '┌─▸✗✓↻█░◌⊘═→│日é…•▁▂▇' : '+-># x -> | # ...';
      const bytes = await show(lines(line(text, 30, 'failed'), line('{bold}100%{/}', 30)));
      // What the view made is what stands there: nothing through the line-drawing charset, nothing replaced.
      expect(screen.text()).toBe(`\n  ${text}\n  {bold}100%{/}\n`);
      expect(bytes).not.toMatch(/\x1b[()*+]|\x0e|\x0f|lqqk/);
      if (!able.unicode) expect(bytes).toMatch(/^[\x1b -~]*$/);
      expect(able.colors).toBe(colors);
      expect(screen.cell(2, 1).foreground).toBe({ 256: 196, 8: 1, 0: null }[colors]);
    });
  });

  it.each(styles)('has a look for %s at each depth', async (style) => {
    const { bold = false, underline = false, inverse = false, of8 = null, of256 = null } = looks[style];
    for (const [colors, foreground] of [
      [16777216, of256],
      [256, of256],
      [16, of8],
      [8, of8],
      [0, null],
    ] as const) {
      const { show, screen } = set({ colors, terminal: colors > 8 ? 'xterm-256color' : 'xterm' });
      const bytes = await show(lines(line('text', 30, style)));
      const looksLike = { bold, underline, inverse, foreground, background: null };
      expect(screen.cell(2, 1)).toMatchObject({ text: 't', ...looksLike });
      expect(screen.cell(0, 0)).toMatchObject({ bold: false, inverse: false, foreground: null });
      if (colors === 0) expect(bytes).not.toMatch(/\x1b\[(?:\d+;)*[349]\d[\d;]*m/);
    }
  });

  it('has colours that can be read on black and on white', () => {
    for (const { of256 } of Object.values(looks)) {
      if (of256 === undefined) continue;
      expect(contrast(luminance(of256), 0)).toBeGreaterThanOrEqual(3);
      expect(contrast(luminance(of256), 1)).toBeGreaterThanOrEqual(3);
    }
  });

  it.each<'current' | 'old'>(['current', 'old'])(
    'keeps the columns behind wide and combining characters, on a terminal with %s widths',
    async (widths) => {
      const { show, screen } = set({ widths });
      const texts = ['日本語', '🚀 go', 'e\u0301te\u0301', '👩‍💻', '한글', 'a\u0300\u0301b', '１２'];
      await show(lines(...texts.map((text): Line => [...line(text, 12), ...line('|end', 18, 'strong')])));
      for (const [row] of texts.entries()) {
        const cells = screen.cells(row + 1).map((cell) => cell.text);
        expect(cells.slice(14, 18).join('')).toBe('|end');
      }
    },
  );

  it('writes nothing again for wide characters beside a change', async () => {
    const { show } = set();
    await show(lines([...line('日本語 🚀', 20), ...line('1', 10)]));
    const bytes = await show(lines([...line('日本語 🚀', 20), ...line('2', 10)]));
    expect(bytes).not.toMatch(/[日本語🚀]/u);
    expect(Buffer.byteLength(bytes)).toBeLessThan(20);
  });

  it('cuts what is too long, fills what is too short, and leaves out half a character', async () => {
    const { show, screen } = set();
    await show(
      lines(line('x'.repeat(60), 60), [{ text: 'short', style: 'plain' }], line(`${'x'.repeat(29)}日y`, 30)),
    );
    expect(screen.lines().slice(1, 4)).toEqual([
      `  ${'x'.repeat(30)}${' '.repeat(8)}`,
      `  short${' '.repeat(33)}`,
      `  ${'x'.repeat(29)}${' '.repeat(9)}`,
    ]);
  });

  it('fills the last column without leaving the line', async () => {
    const { show, screen } = set();
    const full = frame(stageSize, {
      border: Array.from({ length: 10 }, () => line(`${'─'.repeat(38)}日`, 40)),
    });
    await show(full);
    expect(screen.lines()).toEqual(Array(10).fill(`${'─'.repeat(38)}日`));
  });

  it('never lets a control character out', async () => {
    const { show, screen } = set();
    const bytes = await show(lines(line('a\x1b[31mb\x07c\u009b2Jd\x7fe\r\n\tf\x00', 30)));
    expect(bytes).not.toMatch(/\x1b\[31m|[\x00-\x1a\x1c-\x1f\x7f-\x9f]/);
    expect(screen.lines()[1]?.trimEnd()).toBe('  a [31mb c 2Jd e   f');
  });

  it.each([
    ['half of a wide character', ' ', 1, 'aa  本'],
    ['half of one, with a letter', 'x', 1, 'aa x本'],
    // Nothing else takes away what was behind it.
    ['a half of each of two', '語', 2, 'aa 語'],
  ])('lays a list over %s, whatever was there before', async (_, over, width, seen) => {
    for (const before of ['', 'bbbbbb', '日本語', 'b日本語']) {
      const { show, screen } = set();
      await show(frame(stageSize, { border: [line(before, 40)] }));
      const rect = { left: 3, top: 0, width, height: 1 };
      const list = { rect, props: { lines: [line(over, width)], selected: null } };
      await show(frame(stageSize, { border: [line('aa日本', 40)], list }));
      expect(screen.lines()[0]?.trimEnd()).toBe(seen);
    }
  });

  it('shows more of the same lines in a list that has moved and grown', async () => {
    const { show, screen } = set();
    const props = { lines: [line('日本語 one', 11), line('two', 3)], selected: null };
    for (const rect of [
      { left: 0, top: 0, width: 6, height: 1 },
      { left: 1, top: 1, width: 12, height: 2 },
    ])
      await show(frame(stageSize, { list: { rect, props } }));
    expect(screen.text().trimEnd()).toBe('\n 日本語 one\n two');
  });

  it('ends at the same picture whatever was there before', async () => {
    const piece = fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom('a', 'b', ' ', '  ', '│') },
      { weight: 2, arbitrary: fc.constantFrom('日', '本', '🚀', 'e\u0301') },
    );
    const span = fc.record({
      text: fc.array(piece, { maxLength: 8 }).map((all) => all.join('')),
      style: fc.constantFrom(...styles),
    });
    const block = fc.array(fc.array(span, { maxLength: 4 }), { maxLength: 4 });
    const rect = fc.record({
      left: fc.nat(8),
      top: fc.nat(3),
      width: fc.integer({ min: 1, max: 12 }),
      height: fc.integer({ min: 1, max: 4 }),
    });
    const size = { columns: 20, rows: 6 };
    const part = fc.option(fc.record({ rect, lines: block }));
    const picture = fc
      .record({ border: block, status: part, panel: part, list: part })
      .map(({ border, status, panel, list }) =>
        frame(size, {
          border,
          status,
          panel,
          list: list && { rect: list.rect, props: { lines: list.lines, selected: { from: 0, count: 1 } } },
        }),
      );
    await fc.assert(
      fc.asyncProperty(fc.array(picture, { minLength: 1, maxLength: 4 }), async (pictures) => {
        const [walked, fresh] = [stage({ size }), stage({ size })];
        try {
          for (const one of pictures) await walked.show(one);
          const last = pictures.at(-1) ?? frame(size);
          await fresh.show(last);
          expectSame(cells(walked), cells(fresh));
          expect(await walked.show(structuredClone(last))).toBe('');
        } finally {
          walked.close();
          fresh.close();
        }
      }),
      { numRuns: 60 },
    );
  });
});

function cells({ screen }: Stage): Cell[][] {
  return screen
    .lines()
    .map((_, row) => screen.cells(row).map((cell) => ({ ...cell, text: cell.text.trim() })));
}

/** WCAG 2 relative luminance of a colour of the 6×6×6 cube or the grey ramp. */
function luminance(index: number): number {
  const levels = [0, 95, 135, 175, 215, 255];
  const cube = index - 16;
  const [red = 0, green = 0, blue = 0] =
    index >= 232
      ? Array(3).fill(8 + (index - 232) * 10)
      : [Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map((level) => levels[level] ?? 0);
  const linear = (value: number) => (value <= 10 ? value / 3294 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

function contrast(one: number, other: number): number {
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}
