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
  {
    file: 'lib/commands/acting/job-action.ts',
    checks: ['spec/end-to-end/scripts-act'],
    faults: [
      { before: "statuses: ['failed'] }", after: 'statuses: null }' },
      { before: "statuses: ['queued', 'running'] }", after: "statuses: ['queued'] }" },
      { before: 'may: ({ status }) => unfinished.includes(status)', after: 'may: () => true' },
      { before: "status === 'running' && type === 'backtest'", after: "status === 'running'" },
      { before: "status === 'running' && type === 'backtest'", after: "type === 'backtest'" },
      { before: 'hasOwnId(target.id) && ', after: '' },
    ],
  },
  {
    file: 'lib/commands/acting/report.ts',
    checks: ['spec/end-to-end/scripts-act', 'spec/commands/carry-out'],
    faults: [
      { before: '[...new Set(ids)]', after: '[...ids, ...ids]' },
      { before: 'if (problems.length > 0) return 1;', after: '' },
      { before: '128 + numberOf(signal)', after: '0' },
      { before: "result === 'done' || result === 'to_do'", after: "result !== 'moved_on'" },
    ],
  },
  {
    file: 'lib/commands/acting/carry-out.ts',
    checks: ['spec/commands/carry-out', 'spec/end-to-end/scripts-act'],
    faults: [
      { before: ' && problem === null && ports.signal() === null; ', after: ' && problem === null; ' },
      { before: 'if (unsure.has(problem.code)) ', after: '' },
      { before: 'jobs.slice(0, tried)', after: 'jobs' },
      { before: 'if (tried < jobs.length) problem', after: 'if (tried < 0) problem' },
      { before: 'leased += written.leased ?? 0;', after: '' },
      { before: 'results.size < targets.length ? ports.signal() : null', after: 'ports.signal()' },
      { before: "action === 'retry' && isDoubtful(target)", after: 'false' },
      {
        before: "results.set(id, { result: 'moved_on', statusText })",
        after: "results.set(id, { result: 'moved_on' })",
      },
    ],
  },
  {
    file: 'lib/commands/act.ts',
    checks: ['spec/end-to-end/scripts-act', 'spec/end-to-end/scripts-act-process'],
    faults: [
      { before: "consent !== 'dry-run' && options.readOnly", after: 'false' },
      { before: 'world.input.isTTY !== true || world.error.isTTY !== true', after: 'false' },
      {
        before: "if (consent === 'dry-run' || toDo(plan).length === 0)",
        after: 'if (toDo(plan).length === 0)',
      },
      { before: '/^\\s*y(es)?\\s*$/i.test(line)', after: 'true' },
      { before: 'ids.length === 0 ? null : ids', after: 'ids' },
    ],
  },
  {
    file: 'lib/snapshot/queries/read-targets.ts',
    checks: ['spec/end-to-end/scripts-act'],
    faults: [
      { before: '[...new Set(wanted)]', after: '[...wanted]' },
      { before: 'troubles.get(id) ?? null', after: 'null' },
    ],
  },
  {
    file: 'lib/commands/log/log-printer.ts',
    checks: ['spec/commands/log-printer'],
    faults: [
      { before: '!bytes.subarray(0, before).equals(this.#end)', after: 'false' },
      { before: 'if (!this.#follows) ', after: '' },
      { before: 'if (!this.#follows) this.#limit ??= portion.size;', after: '' },
      { before: 'Buffer.concat([this.#end, fresh])', after: 'fresh' },
    ],
  },
  {
    file: 'lib/commands/log/follow-log.ts',
    checks: ['spec/end-to-end/scripts-log'],
    faults: [
      {
        before: "this.#jobEnd === 'unfinished' || this.#jobEnd === null",
        after: 'this.#jobEnd === null',
      },
      { before: 'if (this.#hasLog) return 0;', after: '' },
      { before: "if (this.#jobEnd !== 'absent')", after: "if (this.#jobEnd !== 'ended')" },
      { before: "case 'unread':\n          return 0;", after: "case 'unread':\n          return null;" },
    ],
  },
  {
    file: 'lib/view/log/terminal-text.ts',
    checks: ['spec/view/terminal-text'],
    faults: [
      { before: '{ stream: true }', after: '{ stream: false }' },
      { before: ".replace(/\\r$/, '')", after: '' },
      { before: 'this.#isAtStart ? rest : ', after: '' },
      { before: 'this.#unicode ? clean : asciiOnly(clean)', after: 'clean' },
    ],
  },
  {
    file: 'lib/view/metrics.ts',
    checks: ['spec/view/metrics'],
    faults: [
      { before: ".replace(/\\p{Cs}/gu, '\\ufffd')", after: '' },
      { before: '.replace(/[\\\\\\n"]/g, escaped)}"`', after: '}"`' },
      { before: 'samples.length > 0', after: 'samples.length >= 0' },
      { before: 'counts.queued - heldBack', after: 'counts.queued' },
      { before: 'idle: total - rows.length', after: 'idle: 0' },
      { before: "'stalled' ? 1 : 0", after: "'stalled' ? 0 : 1" },
      { before: 'perMinute / 60', after: 'perMinute' },
      { before: 'Math.max(0, now - asOf)', after: 'now - asOf' },
    ],
  },
  {
    file: 'lib/commands/metrics.ts',
    checks: ['spec/end-to-end/scripts-metrics', 'spec/end-to-end/scripts-several'],
    faults: [
      { before: 'await unlink(temporary).catch(() => undefined);', after: '' },
      { before: '  crossed: true,', after: '' },
      { before: "statuses: ['running']", after: "statuses: ['failed']" },
      { before: 'if (measured.every(({ picture }) => picture === null)) return 1;', after: '' },
      { before: 'picture === null) ? 1 : 0', after: 'picture === null) ? 0 : 0' },
    ],
  },
];
