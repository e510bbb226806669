import type { FaultyFile } from '../fault.js';

/** What commands print. */
export const commands: readonly FaultyFile[] = [
  {
    file: 'lib/cli/duration.ts',
    checks: ['spec/cli/duration', 'spec/bin/command-line', 'spec/end-to-end/scripts-panels'],
    faults: [
      { before: 'sum !== null && sum <= longestDurationMs', after: 'sum !== null' },
      { before: "text.trim().toLowerCase() === 'all'", after: "text.trim() === 'all'" },
      { before: 'sum > 0 && Number.isSafeInteger(sum)', after: 'Number.isSafeInteger(sum)' },
      { before: 'sum > 0 && Number.isSafeInteger(sum)', after: 'sum > 0' },
    ],
  },
  {
    file: 'lib/commands/panels.ts',
    checks: ['spec/end-to-end/scripts-panels', 'spec/end-to-end/scripts-causes'],
    faults: [
      { before: "samples: format === 'json'", after: 'samples: false' },
      { before: 'filter: withChoice(everyJob, panel.choice),', after: '' },
      {
        before: 'workers: { periodMs: panel.periodMs, of: null, jobs: 0 }',
        after: 'workers: { periodMs: null, of: null, jobs: 0 }',
      },
      {
        before: 'parsers: { periodMs: panel.periodMs, of: null }',
        after: 'parsers: { periodMs: null, of: null }',
      },
    ],
  },
  {
    file: 'lib/view/panels/panel-lines.ts',
    checks: ['spec/end-to-end/scripts-panels'],
    faults: [
      { before: 'Math.max(widest, wholeWidth(row))', after: 'wholeWidth(row)' },
      { before: 'const width = whole ? ', after: 'const width = !whole ? ' },
    ],
  },
  {
    file: 'lib/view/workers-json.ts',
    checks: ['spec/end-to-end/scripts-panels', 'spec/view/panels-json'],
    faults: [
      { before: 'timeOf(trouble?.since ?? null)', after: 'timeOf(row.lastAt)' },
      {
        before: "trouble?.kind ?? (running > 0 ? 'working' : 'idle')",
        after: "running > 0 ? 'working' : 'idle'",
      },
      { before: 'Math.max(0, asOf - longest.startedAt)', after: 'asOf - longest.startedAt' },
      { before: 'idIn(storedId(longest.id))', after: 'idIn(longest.id)' },
    ],
  },
  {
    file: 'lib/view/parsers-json.ts',
    checks: ['spec/end-to-end/scripts-panels', 'spec/view/panels-json'],
    faults: [
      { before: 'exactSecondsOf(p50)', after: 'exactSecondsOf(p95)' },
      { before: 'rounded(before.success, 6)', after: 'before.success' },
      { before: 'idIn(storedId(lastFailure.id))', after: 'idIn(lastFailure.id)' },
    ],
  },
];
