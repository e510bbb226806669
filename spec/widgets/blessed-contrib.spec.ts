import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import blessed from 'blessed';
import Gauge from 'blessed-contrib/lib/widget/gauge.js';
import Sparkline from 'blessed-contrib/lib/widget/sparkline.js';
import Table from 'blessed-contrib/lib/widget/table.js';
import { type QuietScreen, quietScreen } from '../../widgets/quiet-screen.js';

const dashboard = new URL('../../widgets/dashboard.js', import.meta.url).href;
const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Every CommonJS module that a dashboard loads, in a process of its own, which has to say nothing else. */
function loaded(): string[] {
  const script = `
    import Module from 'node:module';
    const { createDashboard } = await import(${JSON.stringify(dashboard)});
    createDashboard({
      output: { write: (text) => process.stdout.write(text), drained: () => () => undefined },
      capabilities: { colors: 256, terminal: 'xterm', title: true, sync: false, unicode: true },
      size: { columns: 80, rows: 24 },
      widthOf: () => 1,
    });
    console.log(JSON.stringify(Object.keys(Module._cache)));`;
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  const paths: string[] = JSON.parse(output);
  return paths.map((path) => path.replace(/^.*?\/node_modules\//, ''));
}

describe('blessed-contrib', () => {
  let quiet: QuietScreen;
  const place = () => ({
    screen: quiet.screen,
    parent: quiet.screen,
    left: 0,
    top: 0,
    width: 20,
    height: 5,
    hidden: true,
  });
  beforeEach(() => {
    quiet = quietScreen({ columns: 40, rows: 10 }, 'xterm');
  });
  afterEach(() => quiet.destroy());

  it('is the version whose insides the widgets lean on', () => {
    const { version } = JSON.parse(readFileSync(`${root}node_modules/blessed-contrib/package.json`, 'utf8'));
    expect(version).toBe('4.11.0');
  });

  it('draws with our blessed, of which there is one copy', () => {
    for (const widget of [Gauge, Sparkline, Table]) {
      expect(widget.prototype).toBeInstanceOf(blessed.Box);
    }
    const { packages } = JSON.parse(readFileSync(`${root}package-lock.json`, 'utf8'));
    const copies = Object.keys(packages).filter((path) => /(^|\/)node_modules\/(neo-)?blessed$/.test(path));
    expect(copies).toEqual(['node_modules/blessed']);
  });

  it('loads three widgets and what they are made of: no maps, no markdown', () => {
    const paths = loaded();
    expect(paths.filter((path) => path.endsWith('/lib/blessed.js'))).toEqual(['blessed/lib/blessed.js']);
    const packages = paths.map((path) => path.split('node_modules/').at(-1)?.split('/')[0]);
    expect([...new Set(packages)].sort()).toEqual([
      'ansi-regex',
      'ansi-term',
      'blessed',
      'blessed-contrib',
      'bresenham',
      'drawille-blessed-contrib',
      'drawille-canvas-blessed-contrib',
      'gl-matrix',
      'sparkline',
      'strip-ansi',
      'x256',
    ]);
    expect(paths.filter((path) => /^blessed-contrib\/(?!node_modules)/.test(path)).sort()).toEqual([
      'blessed-contrib/lib/widget/canvas.js',
      'blessed-contrib/lib/widget/gauge.js',
      'blessed-contrib/lib/widget/sparkline.js',
      'blessed-contrib/lib/widget/table.js',
    ]);
  });

  describe('gauge', () => {
    it('has no canvas when it is made with its parent, and draws on the one it is given', () => {
      const gauge = new Gauge({ ...place(), showLabel: false });
      expect(gauge.ctx).toBeUndefined();
      const fills: number[][] = [];
      gauge.ctx = {
        strokeStyle: '',
        fillStyle: '',
        clearRect: (...all) => fills.push(all),
        fillRect: (...all) => fills.push(all),
      };
      gauge.canvasSize = { width: 13, height: 1 };
      gauge.setPercent(0.25);
      expect(fills).toEqual([
        [0, 0, 13, 1],
        [1, 2, 2.5, 2],
      ]);
    });

    it('takes what is under 1.001 for a fraction', () => {
      const gauge = new Gauge({ ...place(), showLabel: false });
      const reached = (percent: number) => {
        let reach = Number.NaN;
        gauge.ctx = {
          strokeStyle: '',
          fillStyle: '',
          clearRect: () => undefined,
          fillRect: (_left, _top, width) => {
            reach = width;
          },
        };
        gauge.canvasSize = { width: 103, height: 1 };
        gauge.setPercent(percent);
        return reach;
      };
      expect([0, 0.005, 0.5, 1, 1.0009].map(reached)).toEqual([0, 0.5, 50, 100, expect.closeTo(100.09)]);
      expect(reached(1.5)).toBeCloseTo(1.5);
    });
  });

  describe('sparkline', () => {
    const content = (curves: readonly (readonly number[])[]) => {
      const sparkline = new Sparkline(place());
      sparkline.setData(
        curves.map(() => ''),
        curves,
      );
      return sparkline.content.split('\r\n');
    };

    it('puts the ticks of each curve on every third line', () => {
      const title = '{bold}{white-fg}:{/white-fg}{/bold}';
      expect(content([[0, 7], [7, 0, 3], []])).toEqual([
        '',
        title,
        '▁█',
        '',
        title,
        '█▁▄',
        '',
        title,
        '',
        '',
        '',
      ]);
    });

    it('keeps the oldest points, two fewer than it is wide', () => {
      const steps = Array.from({ length: 30 }, (_, index) => (index < 18 ? 7 : 0));
      expect(content([[0, ...steps]])[2]).toBe(`▁${'█'.repeat(17)}`);
    });

    it('draws eight whole steps as they are, and little else', () => {
      expect(content([[0, 7, 1, 2, 3, 4, 5, 6]])[2]).toBe('▁█▂▃▄▅▆▇');
      expect(content([[0, 0.5, 1]])[2]).not.toBe('▁▅█');
      expect(content([[0, 5_000_000, 10_000_000]])[2]).not.toBe('▁▅█');
      expect(content([[0, 7, Number.NaN]])[2]).toBe('▁▁▁');
    });
  });

  describe('table', () => {
    const table = () => new Table({ ...place(), columnWidth: [4, 3], columnSpacing: 2, interactive: false });

    it('lays columns out in UTF-16 units, one blank less than its spacing apart', () => {
      const one = table();
      one.setData({ headers: ['ab', 'cde'], data: [['🚀🚀🚀', 'x'], []] });
      expect(one.content).toBe('ab   cde ');
      expect(one.rows.items.map((item) => item.content)).toEqual(['🚀🚀x   ', '']);
    });

    it('keeps the items that it has, and takes new widths', () => {
      const one = table();
      one.setData({ headers: [], data: [['a'], ['b']] });
      const [first, second] = one.rows.items;
      one.options.columnWidth = [1];
      one.setData({ headers: ['h'], data: [['c'], []] });
      expect(one.rows.items).toEqual([first, second]);
      expect([one.content, ...one.rows.items.map((item) => item.content)]).toEqual(['h ', 'c ', '']);
    });

    it('throws where a cell is missing', () => {
      const hole: readonly string[] = JSON.parse('[null]');
      expect(() => table().setData({ headers: [], data: [hole] })).toThrow(TypeError);
    });
  });
});
