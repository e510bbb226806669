import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Frame, Rect, SparklineProps } from '../../lib/view/frame.js';
import { looks } from '../../widgets/theme.js';
import { frame, type StageOptions } from './stage.js';
import { watchedStages } from './watched-stages.js';

const stageSize = { columns: 30, rows: 6 };
const tickSigns = [...'▁▂▃▄▅▆▇█'];

function sparkline(values: SparklineProps['values'], rect: Partial<Rect> = {}, from?: number): Frame {
  return frame(stageSize, {
    sparklines: [
      { rect: { left: 2, top: 1, width: 10, height: 1, ...rect }, props: { values, from, style: 'bar' } },
    ],
  });
}

describe('a sparkline', () => {
  const set = watchedStages({ size: stageSize });
  const drawn = async (values: SparklineProps['values'], options?: StageOptions) => {
    const { show, screen } = set(options);
    await show(sparkline(values));
    return screen.lines()[1]?.slice(2, 12);
  };

  it.each<[string, SparklineProps['values'], string]>([
    ['nothing', [], '          '],
    ['each height', [0, 1, 2, 3, 4, 5, 6, 7], '  ▁▂▃▄▅▆▇█'],
    ['fractions', [0, 0.25, 0.5, 1], '      ▁▃▅█'],
    ['tiny fractions', [0, 1e-300, 2e-300], '       ▁▅█'],
    ['more than 32 bits', [0, 5e9, 1e10], '       ▁▅█'],
    ['the largest numbers', [-Number.MAX_VALUE, 0, Number.MAX_VALUE], '       ▁▅█'],
    ['what is no number', [0, Number.NaN, 3.5, Number.POSITIVE_INFINITY, 7], '     ▁ ▅ █'],
    ['less than any number', [Number.NEGATIVE_INFINITY, 0, 7], '        ▁█'],
  ])('of %s has a tick for each value, in Unicode and in ASCII', async (_, values, picture) => {
    expect(await drawn(values)).toBe(picture);
    const ascii = picture.replace(/[▁-█]/g, (tick) => '__..-==#'[tickSigns.indexOf(tick)] ?? '');
    expect(await drawn(values, { unicode: false })).toBe(ascii);
  });

  it('begins at a given value, unless one is less', async () => {
    const { show, screen } = set();
    const line = async (values: SparklineProps['values']) => {
      await show(sparkline(values, { height: 1, top: 0 }, 0));
      return screen.text().trim();
    };
    expect(await line([615, 560, 514])).toBe('█▇▇');
    expect(await line([514, 514])).toBe('██');
    expect(await line([0, 0])).toBe('▁▁');
    expect(await line([-7, 0])).toBe('▁█');
  });

  it('is as high as its place', async () => {
    const { show, screen } = set();
    const values = [0, 1, 2, 11, 12, 22, 23, null, 5];
    await show(sparkline(values, { height: 3, top: 0 }));
    expect(screen.text()).toBe('        ▇█\n      ▄▅██\n   ▁▂▃████ ▆\n');
    await show(sparkline(values, { height: 1, top: 0 }));
    expect(screen.text()).toBe('   ▁▁▂▄▅██ ▃\n');
  });

  it('keeps to ASCII at any height', async () => {
    const { show, screen } = set({ unicode: false });
    const bytes = await show(sparkline([0, 1, 2, 11, 12, 22, 23, null, 5], { height: 3, top: 0 }));
    expect(bytes).toMatch(/^[\x1b -~]*$/);
    expect(screen.text()).toBe('        =#\n      .-##\n   __.#### =\n');
  });

  it('has the colour of its style, and none where there is none', async () => {
    for (const [colors, foreground] of [
      [256, looks.bar.of256],
      [8, looks.bar.of8],
      [0, null],
    ] as const) {
      const { show, screen } = set({ colors });
      await show(sparkline([0, null, 7]));
      expect(screen.cells(1).map((cell) => cell.foreground)).toEqual([
        ...Array(9).fill(null),
        foreground,
        null,
        foreground,
        ...Array(18).fill(null),
      ]);
    }
  });

  it('draws each value in proportion, the newest in the last cell', async () => {
    const { show, screen } = set();
    const value = fc.option(fc.integer({ min: -1000, max: 1000 }), { freq: 4 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(value, { maxLength: 40 }),
        fc.integer({ min: 1, max: 28 }),
        async (all, width) => {
          await show(sparkline(all, { width }));
          const shown = all.slice(-width);
          const known = shown.filter((one) => one !== null);
          const [least, greatest] = [Math.min(...known), Math.max(...known)];
          const picture = shown.map((one) =>
            one === null ? ' ' : tickSigns[Math.round(((one - least) / (greatest - least || 1)) * 7)],
          );
          expect(screen.lines()[1]?.slice(2, 2 + width)).toBe(picture.join('').padStart(width));
        },
      ),
      { numRuns: 150, seed: 20_240_115 },
    );
  });
});
