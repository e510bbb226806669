import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import blessed from 'blessed';
import Gauge from 'blessed-contrib/lib/widget/gauge.js';
import Sparkline from 'blessed-contrib/lib/widget/sparkline.js';
import Table from 'blessed-contrib/lib/widget/table.js';

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
      ...'ansi-regex ansi-term blessed blessed-contrib bresenham drawille-blessed-contrib'.split(' '),
      ...'drawille-canvas-blessed-contrib gl-matrix sparkline strip-ansi x256'.split(' '),
    ]);
    expect(paths.filter((path) => /^blessed-contrib\/(?!node_modules)/.test(path)).sort()).toEqual([
      'blessed-contrib/lib/widget/canvas.js',
      'blessed-contrib/lib/widget/gauge.js',
      'blessed-contrib/lib/widget/sparkline.js',
      'blessed-contrib/lib/widget/table.js',
    ]);
  });
});
