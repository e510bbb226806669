import type { FaultyFile } from '../fault.js';

const lines: readonly string[] = [
  'spec/view/text/line',
  'spec/view/text/width',
  'spec/view/screen',
  'spec/view/status-bar',
  'spec/view/help-screen',
  'spec/view/screen-edges',
  'spec/view/job-lines',
  'spec/view/job-lines-less',
  'spec/view/job-lines-failed',
  'spec/view/job-lines-waiting',
  'spec/view/job-lines-in-line',
  'spec/view/job-lines-backtest',
  'spec/view/job-lines-room',
  'spec/view/list',
];

/** What the state looks like. */
export const view: readonly FaultyFile[] = [
  {
    file: 'lib/view/text/width.ts',
    checks: lines,
    faults: [
      {
        before:
          'if (cells(text) <= width) return text;\n  const room = width - cells(ellipsis);\n  return room < 0',
        after:
          'if (cells(text) < width) return text;\n  const room = width - cells(ellipsis);\n  return room < 0',
      },
      { before: 'start(text, room).trimEnd() + ellipsis', after: 'start(text, room) + ellipsis' },
      {
        before: 'if (room < 2) return clip',
        after: 'if (room < 0) return clip',
        harmless: 'so little has no middle: the same comes out',
      },
      { before: 'if (cut > 0 && room >= 1) return', after: 'if (cut > 0 && room >= 0) return' },
      { before: 'if (own > 0) from = index;', after: 'from = index;' },
      { before: 'if (codePoint < 0x300) return 1;', after: 'if (codePoint < 0x3000) return 1;' },
      { before: 'if (before) return before - 1;', after: 'if (before) return before;' },
      { before: "path.lastIndexOf('/', path.length - 2)", after: "path.lastIndexOf('/')" },
    ],
  },
  {
    file: 'lib/view/text/sanitize.ts',
    checks: ['spec/view/text/sanitize'],
    faults: [
      { before: 'text.length > limit ? text.slice(0, limit) : text', after: 'text' },
      { before: "spaces === 'all' ? bounded : bounded.trim()", after: 'bounded' },
      { before: 'withFewMarks(judged)', after: 'judged' },
      {
        before: "character === ' ' || character === '\\n' ? 0 : marksPerCharacter",
        after: 'marksPerCharacter',
      },
      { before: ".filter((line) => line !== '')", after: '' },
      { before: '  replace: () => replacement,', after: '  replace: (character: string) => character,' },
      { before: ".replace(/[^ -~]/gu, '?')", after: '' },
    ],
  },
  {
    file: 'lib/view/text/line.ts',
    checks: lines,
    faults: [
      { before: 'rightWidth === 0 ? width : width - rightWidth - gap', after: 'width - rightWidth - gap' },
      {
        before: 'if (rightWidth > 0 && leftWidth < leastLeft) return',
        after: 'if (rightWidth > 0 && leftWidth < 0) return',
      },
      { before: 'if (room > 0) line.push', after: 'if (room < 0) line.push' },
      {
        before: '    fitted = shorten(fitted, width, least, ellipsis, (part) => part.yields === true);',
        after: '',
      },
      { before: '(part) => part.optional === true);', after: '() => true);' },
      {
        before: 'own <= least) return part;',
        after: 'own < least) return part;',
        harmless: 'a part of that size comes out as it is',
      },
      { before: 'excess -= own - cells(text);', after: '' },
    ],
  },
  {
    file: 'lib/view/list.ts',
    checks: lines,
    faults: [
      { before: 'if (isSelected && visible.length > 0) selected', after: 'if (isSelected) selected' },
      { before: 'drawn.slice(from - line, height - line)', after: 'drawn.slice(from - line)' },
      {
        before: 'line > 0 && begin < height',
        after: 'begin < height',
        harmless: 'what ends above the screen draws nothing, and begins above it',
      },
      { before: "index === 0 && (isSelected || sign !== ' ')", after: "isSelected || sign !== ' '" },
      { before: 'Math.min(Math.max(0, selection.index - window.first), window.jobs.length - 1)', after: '0' },
      { before: 'filter(({ line }) => line >= 0)', after: 'filter(({ line }) => line >= -9)' },
    ],
  },
  {
    file: 'lib/view/text/wrap.ts',
    checks: ['spec/view/detail-error', 'spec/view/detail-fields', ...lines],
    faults: [
      { before: "line !== '' && cells(longer) <= room", after: "line !== '' && cells(longer) < room" },
      {
        before: 'while (cells(rest) > room) {',
        after: 'while (cells(rest) >= room) {',
        harmless: 'a word as long as the line fills it in either way',
      },
      { before: 'if (cells(text) <= width) return [text];', after: '' },
      { before: "map((line) => ' '.repeat(indent) + line)", after: 'slice()' },
    ],
  },
  {
    file: 'lib/view/format/duration.ts',
    checks: ['spec/view/formatters'],
    faults: [
      {
        before: 'compactText(whole - (whole % unit))',
        after: 'compactText(whole)',
        harmless: 'the compact form cuts off by itself: only how much is remembered',
      },
      {
        before: 'if (compactTexts.size >= mostKept) compactTexts.clear();',
        after: '',
        harmless: 'only how much is remembered',
      },
      { before: "if (ms > 0 && ms < 1000) return '1s';", after: '' },
      { before: "if (whole === 0) return '<1s';", after: '' },
      { before: '!Number.isFinite(ms) || ms <= 0', after: 'ms <= 0' },
      { before: 'const unit = whole < day ? minute : hour;', after: 'const unit = minute;' },
    ],
  },
  {
    file: 'lib/view/format/percentage.ts',
    checks: ['spec/view/formatters'],
    faults: [
      { before: 'Math.min(99, Math', after: 'Math.min(100, Math' },
      { before: 'Math.min(99.9, Math', after: 'Math.min(100, Math' },
      { before: 'Number.isNaN(share) ? 0 : Math', after: 'Math' },
    ],
  },
  {
    file: 'lib/view/format/bytes.ts',
    checks: ['spec/view/formatters'],
    faults: [
      { before: "if (size >= largest) return bytes < 0 ? '-999 YB' : '999 YB';", after: '' },
      { before: 'digits.length > 3 && /^', after: '/^' },
    ],
  },
  {
    file: 'lib/view/footer.ts',
    checks: ['spec/view/screen-edges', 'spec/view/footer-hints'],
    faults: [
      { before: 'key.modes.includes(state.mode) && (key', after: '(key' },
      {
        before: '(key.unavailable?.(state) ?? null) === null,\n  );\n  const isMarking',
        after: 'true,\n  );\n  const isMarking',
      },
      { before: 'isMarking && key.markedHint !== undefined ? [] : ', after: '' },
      { before: 'all.filter(({ scrolls }) => scrolls !== true)', after: 'all' },
      { before: 'hints = hints.toSpliced(-2, 1);', after: 'hints = hints.toSpliced(-1, 1);' },
      { before: 'hints = hints.toSpliced(spare, 1);', after: 'hints = hints.toSpliced(0, 1);' },
      {
        before: 'index < hints.length - count ? hint : inBrief(hint)',
        after: 'index < hints.length - count ? inBrief(hint) : hint',
      },
      { before: 'hints.filter(({ yields }) => yields !== true)', after: 'hints' },
      {
        before: '(one.rank ?? usualRank) - (other.rank ?? usualRank)',
        after: '(one.rank ?? 0) - (other.rank ?? 0)',
      },
    ],
  },
  {
    file: 'lib/view/job/compact-line.ts',
    checks: ['spec/view/compact-line'],
    faults: [
      { before: 'width >= from && cells(text(job, context)) <= room', after: 'width >= from' },
      { before: '? { ...job, workerHost: null } : job', after: '? job : { ...job, workerHost: null }' },
      {
        before: 'column === tookColumn && text === column',
        after: 'column === tookColumn || text === column',
      },
      { before: ' && text === column.text(job, context)', after: '' },
    ],
  },
];
