import type { FaultyFile } from '../fault.js';

const changes = ['spec/snapshot/changes/known-jobs', 'spec/snapshot/changes/changes-reader'];
const command = ['spec/commands/follow/follow', 'spec/end-to-end/follow'];

/** What is told of changes, and what is recorded of it. */
export const followFaults: readonly FaultyFile[] = [
  {
    file: 'lib/snapshot/changes/known-jobs.ts',
    checks: changes,
    faults: [
      { before: 'known?.leaf !== part.leaf || !known.isReported', after: 'known?.leaf !== part.leaf' },
      { before: 'known?.leaf !== part.leaf || !known.isReported', after: 'known === undefined' },
      { before: 'for (const page of gone) this.#parts.delete(page);', after: '' },
      { before: 'to === from || after.key(to - 1) < firstLate', after: 'true' },
      { before: 'after.key(to - 1) < firstLate', after: 'after.key(from) < firstLate' },
      { before: '    this.#late = late;', after: '' },
      {
        before: 'const was = key <= otherKey && !before.isAbsent(one);',
        after: 'const was = key <= otherKey;',
      },
      { before: '...gone]);', after: ']);' },
      {
        before: 'isReported: true, states: sorted, from, to',
        after: 'isReported: true, states: sorted, from: 0, to',
      },
      { before: '{ states: after, from, to }', after: '{ states: after, from: 0, to }' },
      {
        before: 'const isShared = this.#parts.size === 0;',
        after: 'const isShared = true;',
        harmless: 'It only keeps memory that nobody needs.',
      },
    ],
  },
  {
    file: 'lib/snapshot/changes/read-changes.ts',
    checks: changes,
    faults: [
      { before: 'const mostReported = 5000;', after: 'const mostReported = 500_000;' },
      { before: '[from, to].some(', after: '[to].some(' },
      { before: '|| fresh.has(cause.key)', after: '' },
      {
        before: "if (filter.cause !== undefined && to?.status !== 'failed') return false;",
        after: '',
        harmless: 'Why a job failed is looked at later, too, where it has been read.',
      },
      { before: '!isTimed || (firstAt ?? until) < until', after: 'true' },
    ],
  },
  {
    file: 'lib/snapshot/changes/jobs-now.ts',
    checks: changes,
    faults: [
      { before: '      setManyRetries(source, states, many);', after: '' },
      { before: 'retries[slot] ?? 0,', after: '0,' },
      { before: 'place(jobTypes, row.type)', after: "place(jobTypes, 'other')" },
    ],
  },
  {
    file: 'lib/snapshot/changes-reader.ts',
    checks: [...changes, 'spec/commands/follow/follow'],
    faults: [
      { before: 'isNews && this.#known === null', after: 'false' },
      { before: '!isMore && before.counts !== null', after: 'before.counts !== null' },
    ],
  },
  {
    file: 'lib/commands/follow/record-lines.ts',
    checks: ['spec/commands/follow/record'],
    faults: [
      { before: 'return left === 0 && !reader.isBase', after: 'return !reader.isBase' },
      { before: 'return left === 0 && !reader.isBase', after: 'return left === 0' },
      { before: "return kind === 'job';", after: 'return true;' },
      { before: 'if (!this.#changed.has(this.#base.key(index)))', after: '' },
      { before: 'else this.#troubles.delete(unworded(first));', after: '' },
      { before: 'if (head.schema !== 1) return null;', after: '' },
      {
        before: 'if (state === null || state === undefined) return false;',
        after: 'if (state === null || state === undefined) return true;',
      },
      { before: 'if (state === undefined) return null;', after: 'if (state === undefined) return true;' },
      { before: 'for (const key of head.causes) this.#causes.add(key);', after: '' },
      {
        before: 'for (const [worker, trouble] of head.troubles) this.#troubles.set(worker, trouble);',
        after: '',
      },
      { before: 'this.#counts = head.counts;', after: '' },
      { before: '        this.#causes.add(first);\n', after: '' },
      { before: 'this.#counts = JSON.parse(first) as JobCounts;', after: '' },
      { before: '/^-?\\d+$/.test(text) ? text', after: 'true ? text' },
      { before: "if (first === 'gone') return null;", after: '' },
    ],
  },
  {
    file: 'lib/commands/follow/record.ts',
    checks: ['spec/commands/follow/record'],
    faults: [
      { before: 'for (const _ of events) {\n      this.#position += 1;', after: 'for (const _ of events) {' },
      { before: '    if (former !== null) rmSync(former, { force: true });', after: '' },
      { before: '    this.#from = this.#position;', after: '' },
      { before: '    forgetOld(location);\n', after: '' },
      { before: '    this.#former = file;\n', after: '' },
      { before: 'mode: 0o700', after: 'mode: 0o755' },
      { before: "'wx', 0o600", after: "'wx', 0o644" },
      { before: '...passedOver.map(passedOverLine), ', after: '' },
      {
        before: "      writeAll(descriptor, text);\n      text = '';\n",
        after: '      writeAll(descriptor, text);\n',
      },
    ],
  },
  {
    file: 'lib/commands/follow/record-files.ts',
    checks: ['spec/commands/follow/record'],
    faults: [
      { before: 'each.run === run && each.from <= position', after: 'each.from <= position' },
      { before: '.sort((one, other) => other.writtenAt - one.writtenAt)', after: '' },
      { before: 'if (run.files.some((file) => goesOn(location, file))) return;', after: '' },
      {
        before: 'if (by !== host || pid === undefined) return false;',
        after: 'if (pid === undefined) return false;',
      },
    ],
  },
  {
    file: 'lib/commands/follow/follow-output.ts',
    checks: command,
    faults: [
      {
        before: '    this.#reader.adopt();',
        after: '',
        harmless: 'The next read adopts what the last one told.',
      },
      { before: 'if (performance.now() - began > patienceMs)', after: 'if (false)' },
      { before: 'if (heldUp !== null) this.#heldUp = null;', after: '' },
      { before: 'this.#isRecording = false;', after: '' },
    ],
  },
  {
    file: 'lib/commands/follow/following.ts',
    checks: command,
    faults: [
      { before: "this.#beginning.kind === 'now'", after: 'false' },
      {
        before: 'const replaced = this.#hasBegun && identity !== this.#identity;',
        after: 'const replaced = false;',
      },
      { before: 'if (!mayPass && !unmade.has(code) && !this.#parts.waits)', after: 'if (false)' },
      { before: "if (!isRead) this.#end({ kind: 'unread' });", after: '' },
    ],
  },
];
