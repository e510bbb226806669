import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { withFewerMoves } from '../../widgets/cursor-moves.js';
import { Emulator } from '../support/emulator.js';

const plain = 0;
const styled = 1;
const size = { columns: 20, rows: 4 };

type Cell = readonly [attribute: number, text: string];
type Row = readonly Cell[];

const cell: fc.Arbitrary<Cell> = fc.tuple(
  fc.constantFrom(plain, plain, plain, styled),
  fc.constantFrom('a', 'b', '1', '2', ' ', '│', 'ä'),
);
const row = fc.array(cell, { minLength: size.columns, maxLength: size.columns });
const picture = fc.array(row, { minLength: size.rows, maxLength: size.rows });

const sgr = (attribute: number) => (attribute === styled ? '\x1b[1m' : '\x1b[m');

/** What takes one picture to the next as blessed says it: by the line's beginning, and then by steps. */
function asBlessed(before: readonly Row[], after: readonly Row[]): string {
  return after
    .map((line, y) => {
      let out = '';
      let skipped = 0;
      let attribute = plain;
      line.forEach(([its, text], x) => {
        const known = before[y]?.[x];
        if (known?.[0] === its && known[1] === text) {
          skipped += 1;
          return;
        }
        if (skipped > 0) out += `\x1b[${skipped}C`;
        skipped = 0;
        if (its !== attribute)
          out += its === plain ? '\x1b[m' : `${attribute === plain ? '' : '\x1b[m'}${sgr(its)}`;
        attribute = its;
        out += text;
      });
      if (attribute !== plain) out += '\x1b[m';
      return out === '' ? '' : `\x1b[${y + 1};1H${out}`;
    })
    .join('');
}

async function shown(...writes: string[]): Promise<Emulator> {
  const emulator = new Emulator(size);
  await emulator.write('\x1b[?7l');
  for (const bytes of writes) await emulator.write(bytes);
  return emulator;
}

/** A cell that was never written looks like one with a blank. */
function looks(screen: Emulator, y: number): readonly unknown[] {
  return screen.cells(y).map((each) => ({ ...each, text: each.text || ' ' }));
}

const blank: readonly Row[] = Array.from({ length: size.rows }, () =>
  Array.from({ length: size.columns }, (): Cell => [plain, ' ']),
);

describe('bytes with fewer moves of the cursor', () => {
  it('show the same cells, and are never more', async () => {
    await fc.assert(
      fc.asyncProperty(picture, picture, async (first, second) => {
        const begin = asBlessed(blank, first);
        const long = asBlessed(first, second);
        const short = withFewerMoves(long, second, plain);
        const [expected, actual] = [await shown(begin, long), await shown(begin, short)];
        for (let y = 0; y < size.rows; y += 1) expect(looks(actual, y)).toEqual(looks(expected, y));
        expect(Buffer.byteLength(short)).toBeLessThanOrEqual(Buffer.byteLength(long));
        for (const screen of [expected, actual]) screen.dispose();
      }),
    );
  });

  it('go to a cell in one step', () => {
    expect(withFewerMoves('\x1b[3;1H\x1b[3;12Hx', [], plain)).toBe('\x1b[3;12Hx');
    expect(withFewerMoves('\x1b[3;1Hx', [], plain)).toBe('\x1b[3Hx');
  });

  it('write what stands between two changes where that is shorter, and plain', () => {
    const line = [...'1,377 files'].map((text): Cell => [plain, text]);
    expect(withFewerMoves('\x1b[1;1H1\x1b[1C377', [line], plain)).toBe('\x1b[1H1,377');
    const bold = line.map(([, text]): Cell => [styled, text]);
    expect(withFewerMoves('\x1b[1;1H1\x1b[1C377', [bold], plain)).toBe('\x1b[1H1\x1b[1C377');
  });
});
