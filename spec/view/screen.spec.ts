import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { frameOf } from '../../lib/view/screen/frame-of.js';
import { layoutOf, minimumSize, roomOf } from '../../lib/view/screen/layout.js';
import { anyState } from './any.js';
import { appearance, now, unsoundIn } from './scene.js';
import { screen } from './screen-scene.js';

const ascii = { ...appearance, unicode: false };

describe('the screen', () => {
  it('is only a message when it is too small', () => {
    expect(screen({}, { columns: 59, rows: 16 })).toContain('terminal too small (needs 60×16)');
    expect(screen({}, { columns: 60, rows: 15 }, ascii)).toContain('terminal too small (needs 60x16)');
    expect(
      screen({}, { columns: 20, rows: 5 })
        .split('\n')
        .map((row) => row.trim()),
    ).toEqual(['', 'terminal too small', '(needs 60×16)', '', '']);
    expect(screen({}, { columns: 0, rows: 0 })).toBe('');
  });
});

describe('any screen at all', () => {
  const anySize = fc.record({
    columns: fc.oneof(fc.nat({ max: 220 }), fc.integer({ min: 60, max: 90 })),
    rows: fc.oneof(fc.nat({ max: 60 }), fc.integer({ min: 16, max: 26 })),
  });

  it('has clean lines as wide as their widget, within the screen', () => {
    fc.assert(
      fc.property(anyState, anySize, fc.boolean(), (state, size, unicode) => {
        const frame = frameOf(state, size, now, {
          ...appearance,
          unicode,
          databaseLabel: '/x\x1b[2J\u202e漢/🔥.db',
        });
        expect(unsoundIn(frame, unicode)).toEqual([]);
      }),
      { numRuns: 120 },
    );
  });

  it('has widgets that don’t overlap', () => {
    fc.assert(
      fc.property(anySize, (size) => {
        if (size.columns < minimumSize.columns || size.rows < minimumSize.rows) return;
        const { status, rule, list, separator, footer } = layoutOf(size);
        const tops = [0, status.top, status.top + status.height, rule + 1, list.top + list.height];
        expect([...tops, separator + 1, footer.top + 1, size.rows]).toEqual(
          [...tops, separator + 1, footer.top + 1, size.rows].toSorted((one, other) => one - other),
        );
        expect(list.height).toBe(roomOf(size).list);
        expect(list.height).toBeGreaterThanOrEqual(10);
      }),
    );
  });
});
