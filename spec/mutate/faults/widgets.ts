import type { FaultyFile } from '../fault.js';

const checks: readonly string[] = ['spec/widgets/painter', 'spec/widgets/dashboard', 'spec/widgets/glyphs'];

/** How a picture gets to the terminal. */
export const widgets: readonly FaultyFile[] = [
  {
    file: 'widgets/changed-pieces.ts',
    checks,
    faults: [
      {
        before: 'return isBeforeWritten && (isUncertain(now, column - 1) || isUncertain(shown, column - 1));',
        after: 'return false;',
      },
    ],
  },
  {
    file: 'widgets/cursor-bytes.ts',
    checks,
    faults: [
      {
        before: 'if (cursor.column === null) return cursor.row === to.row ?',
        after: 'if (cursor.column === null) return cursor.row <= to.row ?',
      },
      { before: "if (rows === -1) return '\\x1bM';", after: "if (rows === -1) return '\\x1bD';" },
      { before: 'if (to.row === cursor.row + 1) ways', after: 'if (to.row > cursor.row) ways' },
      { before: 'if (cells >= 0) return', after: 'if (cells >= -1) return' },
    ],
  },
  {
    file: 'widgets/pen.ts',
    checks,
    faults: [
      {
        before: 'return column === null || column < columns ?',
        after: 'return column === null || column <= columns ?',
      },
      { before: "if (uncertain) put(column, its, '  ', 2);", after: '' },
      { before: 'if (uncertain) at = column + 1', after: 'if (false) at = column + 1' },
      { before: 'attribute = its;\n    at =', after: 'at =' },
      {
        before: 'pen: { cursor: at, attribute: plainAttribute }',
        after: 'pen: { cursor: at, attribute: pen.attribute }',
      },
    ],
  },
  {
    file: 'widgets/row-plan.ts',
    checks,
    faults: [
      { before: 'from < place ? [', after: 'to < place ? [' },
      { before: 'if (!isErased(cell)) [from, count] = [null, 0];', after: 'if (!isErased(cell)) count = 0;' },
      { before: 'best !== null && !isUncertain(now, best.from - 1) ?', after: 'best !== null ?' },
      { before: 'if (piece.from - last.to > longestStep) return false;', after: 'return true;' },
    ],
  },
  {
    file: 'widgets/style-bytes.ts',
    checks,
    faults: [
      {
        before: 'if (from === plainAttribute) return sgr(all);',
        after: 'if (from !== null) return sgr(all);',
      },
      {
        before: 'if (from === null || losesColor(from, to)) return whole;',
        after: 'if (from === null) return whole;',
      },
      { before: 'if (off.length > 0 && !stepwise) return whole;', after: '' },
    ],
  },
  {
    file: 'widgets/painter.ts',
    checks,
    faults: [
      { before: 'this.#pen = pen;', after: '' },
      {
        before: 'ordered.bytes.length < fromTop.bytes.length',
        after: 'true',
        harmless: 'ties apart, the order found is the shorter one as a rule',
      },
    ],
  },
];
