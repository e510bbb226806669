import { describe, expect, it } from '@jest/globals';
import blessed from 'blessed';
import fc from 'fast-check';
import type { Frame, Rect, StyleName, TableProps } from '../../lib/view/frame.js';
import { quietScreen } from '../../widgets/quiet-screen.js';
import { Table } from '../../widgets/table.js';
import { looks, themeFor } from '../../widgets/theme.js';
import { expectSame } from '../support/expect-same.js';
import { frame, line, type Stage, stage, widthOf } from './stage.js';
import { watchedStages } from './watched-stages.js';

const stageSize = { columns: 30, rows: 8 };
/** A sign that no widget draws: where it stands, nothing was drawn. */
const undrawn = '~';
const styles = Object.keys(looks) as StyleName[]; // The map is total over the styles.

type Widgets = Required<Pick<Frame, 'gauges' | 'sparklines' | 'tables'>>;

const ground = (parts: Partial<Widgets> = {}): Frame =>
  frame(stageSize, {
    border: Array.from({ length: stageSize.rows }, () =>
      line(undrawn.repeat(stageSize.columns), stageSize.columns),
    ),
    ...parts,
  });

const scene = (top = 0, rows = 2): Frame =>
  ground({
    gauges: [
      {
        rect: { left: 0, top, width: 12, height: 1 },
        props: { share: 0.87, label: '87%', style: 'running' },
      },
    ],
    sparklines: [
      { rect: { left: 14, top, width: 8, height: 2 }, props: { values: [1, null, 3, 2], style: 'bar' } },
    ],
    tables: [
      {
        rect: { left: 1, top: top + 2, width: 20, height: 3 },
        props: {
          header: ['file', 'rows'],
          widths: [10, 5],
          rows: Array.from({ length: rows }, (_, row) => [
            { text: row === 0 ? '日本語' : 'b', style: 'path' },
          ]),
        },
      },
    ],
  });

describe('a gauge, sparkline or table', () => {
  const set = watchedStages({ size: stageSize });

  it('reports whether anything changed', () => {
    const quiet = quietScreen(stageSize, 'xterm');
    try {
      const theme = themeFor(256);
      const widget = new Table(quiet.screen, theme, widthOf);
      const props = (): TableProps => ({
        header: ['h'],
        widths: [3],
        rows: [[{ text: 'a', style: 'path' }]],
      });
      const place = { left: 1, top: 1, width: 5, height: 2 };
      expect([widget.update(null), widget.place(place), widget.place({ ...place })]).toEqual([
        false,
        true,
        false,
      ]);
      expect([widget.update(props()), widget.update(props())]).toEqual([true, false]);
      expect([widget.update({ ...props(), widths: [4] }), widget.update(null)]).toEqual([true, true]);
      expect(widget.update(null)).toBe(false);
    } finally {
      quiet.destroy();
    }
  });

  it('comes back as it was after a redraw and a resize', async () => {
    const { show, screen, display } = set();
    await show(scene());
    const first = screen.lines();
    await screen.write('\x1b[1;1Hwall: message from root\x1b[4;1H\x1b[K');
    display.redraw();
    await screen.write('');
    expect(screen.lines()).toEqual(first);
    await show(frame({ columns: 1, rows: 1 }));
    await show(frame({ columns: 0, rows: 0 }, { tables: scene().tables ?? [] }));
    await show(scene());
    expect(screen.lines()).toEqual(first);
  });

  it('is laid over the panel', async () => {
    const { show, screen } = set();
    const { gauges = [] } = scene();
    const panel = { rect: { left: 0, top: 0, width: 30, height: 1 }, lines: [line('日'.repeat(15), 30)] };
    const part = { ...gauges[0], rect: { left: 3, top: 0, width: 12, height: 1 } } as (typeof gauges)[number];
    await show(frame(stageSize, { panel, gauges: [part] }));
    expect(screen.lines()[0]).toBe(`日 ███████░ 87% ${'日'.repeat(7)}`);
    await show(
      frame(stageSize, { panel, gauges: [{ ...part, rect: { left: 3, top: 0, width: 0, height: 1 } }] }),
    );
    expect(screen.lines()[0]).toBe('日'.repeat(15));
    await show(frame(stageSize, { panel }));
    expect(screen.lines()[0]).toBe('日'.repeat(15));
  });

  it('makes no element, handler, key or click of its own, however often it is shown and hidden', async () => {
    const { show } = set();
    const [screen] = blessed.Screen.instances;
    if (screen === undefined) throw new Error('no screen');
    const sizes = [scene(), scene(2, 1)];
    for (const one of sizes) await show(one);
    const before = census(screen);
    for (let round = 0; round < 200; round += 1) {
      await show(sizes[round % 2] ?? ground());
      await show(ground());
    }
    await show(scene(2, 1));
    expect(census(screen)).toEqual(before);
    expect(before).toMatchObject({ clickable: 0, keyable: 0, attachHandlers: 0 });
  });

  it('frees what it holds when the dashboard is destroyed', async () => {
    const one = set();
    await one.show(scene());
    const [screen] = blessed.Screen.instances;
    if (screen === undefined) throw new Error('no screen');
    one.display.destroy();
    expect(census(screen).elements).toBe(1);
  });

  const rect: fc.Arbitrary<Rect> = fc.record({
    ...{ left: fc.nat(20), top: fc.nat(6), width: fc.nat(14), height: fc.nat(5) },
  });
  const style = fc.constantFrom(...styles);
  const text = fc
    .array(fc.constantFrom('a', '{b}', '{/}', ' ', '日', '🚀', 'e\u0301', '\x1b[31m', '\t', '\u0301', '█'), {
      maxLength: 8,
    })
    .map((pieces) => pieces.join(''));
  const number = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(0, 1, 0.5, 1.001));
  const gauge = fc.record({ rect, props: fc.record({ share: number, label: text, style }) });
  const values = fc.array(fc.option(number), { maxLength: 30 });
  const sparkline = fc.record({ rect, props: fc.record({ values, style }) });
  const row = fc.array(fc.record({ text, style }), { maxLength: 4 });
  const table = fc.record({
    rect,
    props: fc.record({
      header: fc.array(text, { maxLength: 4 }),
      rows: fc.array(row, { maxLength: 6 }),
      widths: fc.array(fc.oneof(fc.nat(8), number), { maxLength: 4 }),
    }),
  });

  it.each([true, false])('writes every cell of its place and no other, with unicode %s', async (unicode) => {
    const { show, screen } = set({ unicode });
    const alone = fc.oneof(
      gauge.map((one) => ({ ...one, part: { gauges: [one] } })),
      sparkline.map((one) => ({ ...one, part: { sparklines: [one] } })),
      table.map((one) => ({ ...one, part: { tables: [one] } })),
    );
    const atEdge = { left: 20, top: 0, width: 12, height: 1 };
    const halfOutside = { rect: atEdge, props: { share: 0, label: '🚀a', style: 'plain' as const } };
    await fc.assert(
      fc.asyncProperty(alone, async ({ rect: { left, top, width, height }, part }) => {
        const bytes = await show(ground(part));
        expect(bytes).not.toMatch(/\x1b\[31m|[\x00-\x07\x09-\x1a\x1c-\x1f\x7f-\x9f]/);
        const wrong = Array.from({ length: stageSize.rows }, (_, y) =>
          screen.cells(y).flatMap((cell, x) => {
            const isInside = y >= top && y < top + height && x >= left && x < left + width;
            const isGround = cell.text === undrawn;
            const isPlain = cell.width === 1 && !cell.bold && cell.foreground === null;
            return (isInside ? !isGround : isGround && isPlain) ? [] : [{ x, y, isInside, cell }];
          }),
        );
        expect(wrong.flat()).toEqual([]);
        expect(await show(structuredClone(ground(part)))).toBe('');
      }),
      { numRuns: 150, seed: 20_240_115, examples: [[{ ...halfOutside, part: { gauges: [halfOutside] } }]] },
    );
  });

  it('ends at the same picture whatever was there before', async () => {
    const pictures = fc.record({
      gauges: fc.array(gauge, { maxLength: 3 }),
      sparklines: fc.array(sparkline, { maxLength: 3 }),
      tables: fc.array(table, { maxLength: 3 }),
    });
    const walked = set();
    await fc.assert(
      fc.asyncProperty(pictures, async (parts) => {
        const fresh = stage({ size: stageSize });
        try {
          await walked.show(ground(parts));
          await fresh.show(ground(parts));
          for (let y = 0; y < stageSize.rows; y += 1) {
            // A blank is a blank, whether it was written or never was.
            const cells = ({ screen }: Stage) =>
              screen.cells(y).map((cell) => ({ ...cell, text: cell.text.trim() }));
            expectSame(cells(walked), cells(fresh));
          }
        } finally {
          fresh.close();
        }
      }),
      { numRuns: 60, seed: 20_240_115 },
    );
  });
});

/** What the spec sees of blessed's own objects. */
interface Insides {
  readonly children: readonly Insides[];
  readonly _events?: Readonly<Record<string, unknown>>;
  readonly clickable?: readonly unknown[];
  readonly keyable?: readonly unknown[];
}

/** Elements ever made, those under a screen, itself included, and the handlers that these hold. */
function census(screen: blessed.Screen) {
  const inside = screen as unknown as Insides; // Blessed declares no types, and ours declare what the product uses.
  const all: Insides[] = [];
  const visit = (one: Insides) => {
    all.push(one);
    for (const child of one.children) visit(child);
  };
  visit(inside);
  const count = (handlers: unknown) => (Array.isArray(handlers) ? handlers.length : handlers ? 1 : 0);
  const { Node } = blessed as unknown as { readonly Node: { readonly uid: number } };
  return {
    made: Node.uid,
    elements: all.length,
    handlers: all.flatMap((one) => Object.values(one._events ?? {}).map(count)).reduce((a, b) => a + b, 0),
    attachHandlers: count(inside._events?.attach),
    clickable: inside.clickable?.length,
    keyable: inside.keyable?.length,
  };
}
