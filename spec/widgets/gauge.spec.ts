import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Frame, GaugeProps, Rect } from '../../lib/view/frame.js';
import { looks } from '../../widgets/theme.js';
import { frame, type StageOptions } from './stage.js';
import { watchedStages } from './watched-stages.js';

const stageSize = { columns: 30, rows: 5 };

function gauge(props: Partial<GaugeProps>, rect: Partial<Rect> = {}): Frame {
  return frame(stageSize, {
    gauges: [
      {
        rect: { left: 2, top: 1, width: 10, height: 1, ...rect },
        props: { share: 0.5, label: '', style: 'running', ...props },
      },
    ],
  });
}

describe('a gauge', () => {
  const set = watchedStages({ size: stageSize });
  const row = async (shown: Frame, options?: StageOptions, index = 1) => {
    const { show, screen } = set(options);
    await show(shown);
    return screen.lines()[index]?.slice(2).trimEnd();
  };

  it.each([
    [0, '░░░░░░░░░░'],
    [1e-320, '█░░░░░░░░░'],
    [0.14, '█░░░░░░░░░'],
    [0.16, '██░░░░░░░░'],
    [0.5, '█████░░░░░'],
    [1 - Number.EPSILON / 2, '█████████░'],
    [1, '██████████'],
    [1.5, '██████████'],
    [Number.POSITIVE_INFINITY, '██████████'],
    [-0.2, '░░░░░░░░░░'],
    [Number.NEGATIVE_INFINITY, '░░░░░░░░░░'],
    [Number.NaN, '░░░░░░░░░░'],
  ])('of %d is %s', async (share, picture) => {
    expect(await row(gauge({ share }))).toBe(picture);
    const ascii = picture.replaceAll('█', '#').replaceAll('░', '-');
    expect(await row(gauge({ share }), { unicode: false })).toBe(ascii);
  });

  it.each([
    ['87%', 14, '████████░░ 87%'],
    [' 87%', 14, '███████░░  87%'],
    // One cell can't be part full.
    ['100%', 6, '░ 100%'],
    ['100%', 5, '100%'],
    ['100%', 4, '100%'],
    // Half a figure would be a false one.
    ['100%', 3, '██░'],
    ['{bold}', 12, '████░ {bold}'],
    ['日本', 8, '██░ 日本'],
    ['日本', 4, '日本'],
    ['e\u0301', 6, '███░ e\u0301'],
    ['\x1b[31m\x07', 14, '██████░  [31m'],
  ])('with the figure %j in %i cells is drawn as %j', async (label, width, picture) => {
    expect(await row(gauge({ share: 0.8, label }, { width }))).toBe(picture);
  });

  it('is as high as its place, with the figure in the middle', async () => {
    const { show, screen } = set();
    await show(gauge({ label: '50%' }, { height: 3, top: 0 }));
    expect(screen.text()).toBe('  ███░░░\n  ███░░░ 50%\n  ███░░░\n');
    await show(gauge({ label: '50%' }, { height: 2, top: 0 }));
    expect(screen.text()).toBe('  ███░░░ 50%\n  ███░░░\n');
  });

  it('has the colours of its style, and none where there are none', async () => {
    const colours = async (colors: number) => {
      const { show, screen } = set({ colors });
      const bytes = await show(gauge({ share: 0.5, label: 'half', style: 'failed' }, { left: 0 }));
      const cells = screen.cells(1).slice(0, 11);
      return { bytes, colours: cells.map((cell) => cell.foreground), bold: cells.map((cell) => cell.bold) };
    };
    const { of256: full = null } = looks.failed;
    const { of256: rest = null } = looks.barRest;
    const all = await colours(256);
    expect(all.colours).toEqual([full, full, full, rest, rest, ...Array(6).fill(null)]);
    expect(all.bold).toEqual([true, true, true, ...Array(8).fill(false)]);
    const none = await colours(0);
    expect(none.colours).toEqual(Array(11).fill(null));
    expect(none.bytes).not.toMatch(/\x1b\[(?:\d+;)*[349]\d[\d;]*m/);
  });

  it('shows three at once, and no more', async () => {
    const { show, screen } = set();
    const one = (top: number, share: number) => ({
      rect: { left: 0, top, width: 4, height: 1 },
      props: { share, label: '', style: 'bar' } as const,
    });
    await show(frame(stageSize, { gauges: [one(0, 0), one(1, 0.5), one(2, 1), one(3, 1)] }));
    expect(screen.text()).toBe('░░░░\n██░░\n████\n');
    await show(frame(stageSize, { gauges: [one(3, 1)] }));
    expect(screen.text()).toBe('\n\n\n████\n');
  });

  it('never shrinks as the share grows, and is full and empty only when it is', async () => {
    const { show, screen } = set();
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    await fc.assert(
      fc.asyncProperty(fc.tuple(share, share), fc.integer({ min: 2, max: 28 }), async (two, width) => {
        const filled = [];
        for (const one of two.sort((a, b) => a - b)) {
          await show(gauge({ share: one }, { width }));
          const text = screen.lines()[1]?.trim() ?? '';
          expect(text).toMatch(/^█*░*$/);
          expect(text).toHaveLength(width);
          const full = text.replaceAll('░', '').length;
          expect(full === width).toBe(one === 1);
          expect(full === 0).toBe(one === 0);
          expect(Math.abs(full - one * width)).toBeLessThanOrEqual(1);
          filled.push(full);
        }
        expect(filled[0]).toBeLessThanOrEqual(filled[1] ?? 0);
      }),
      { numRuns: 100, seed: 20_240_115 },
    );
  });
});
