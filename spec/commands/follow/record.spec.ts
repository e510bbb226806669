import {
  appendFileSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { cursorsIn } from '../../../lib/cli/cursor.js';
import { FollowRecord, recordedAt } from '../../../lib/commands/follow/record.js';
import type { FollowEvent, JobState, RecordLocation } from '../../../lib/model/follow-event.js';
import { type JobId, jobStatuses, jobTypes } from '../../../lib/model/job.js';
import { noCounts } from '../../../lib/model/picture.js';
import type { Baseline } from '../../../lib/snapshot/changes/baseline.js';
import { JobKeys } from '../../../lib/snapshot/changes/job-states.js';
import { folderForEach } from '../../support/folder-for-each.js';
import { jobWith } from '../../view/scene.js';

const folder = folderForEach();
let location: RecordLocation;

beforeEach(() => {
  location = {
    ...{ folder: folder.file('follow'), name: 'jobs', database: folder.file('jobs.sqlite3'), host: 'vm' },
  };
});

/** What a run knows, as plain values. */
interface KnownState {
  readonly jobs: Map<JobId, JobState>;
  readonly causes: Set<string>;
  readonly troubles: Map<string, 'gone' | 'silent'>;
  readonly stalled: Set<JobId>;
  counts: typeof noCounts | null;
}

const nothing = (): KnownState => ({
  jobs: new Map(),
  causes: new Set(),
  troubles: new Map(),
  stalled: new Set(),
  counts: null,
});
const reader = ({ jobs, ...known }: KnownState) => ({ jobs: () => jobs.entries() as never, known });
/** Begins a record of a run that knows this. */
const begun = (known = nothing(), eventsAtMost?: number) =>
  new FollowRecord(location, reader(known), 1_790_000_000_000, eventsAtMost);
const copy = ({ jobs, causes, troubles, stalled, counts }: KnownState): KnownState => ({
  ...{ jobs: new Map(jobs), causes: new Set(causes), troubles: new Map(troubles), counts },
  stalled: new Set(stalled),
});

/** The same of a baseline. */
function knownIn({ jobs, ...known }: Baseline, keys: JobKeys): KnownState {
  const found = new Map<JobId, JobState>();
  for (let index = 0; index < jobs.count; index += 1) {
    const state = jobs.state(index);
    if (state !== null) found.set(keys.id(jobs.key(index)), state);
  }
  return copy({ jobs: found, ...known } as KnownState);
}

const sorted = ({ jobs, causes, troubles, stalled, counts }: KnownState) => ({
  jobs: [...jobs].sort(([one], [other]) => (one < other ? -1 : 1)),
  causes: [...causes].sort(),
  troubles: [...troubles].sort(),
  stalled: [...stalled].sort(),
  counts,
});

/** Ids as databases have them, made-up identities and worse included. */
const anyId = fc.oneof(
  fc.constantFrom('1', '2', '3', '-4', '9007199254740993', '\u001f7\u001fa b\nc', '007', '1.5', 'gone', ''),
);
const anyTime = fc.option(fc.constantFrom(0, 1_768_300_000_000, -5, 1_768_300_000_123.25));
const anyState: fc.Arbitrary<JobState> = fc.record({
  ...{ status: fc.constantFrom(...jobStatuses), type: fc.constantFrom(...jobTypes), startedAt: anyTime },
  ...{ endedAt: anyTime, retries: fc.nat(3) },
});
const anyWorker = fc.constantFrom('vm:7', 'a worker\n"x"', 'ü', '-');
const anyEvent: fc.Arbitrary<FollowEvent> = fc.oneof(
  fc.record({ id: anyId, to: fc.option(anyState) }).map(({ id, to }) => ({
    kind: 'job' as const,
    change: { id, from: null, to, job: null, typeText: 'parse' },
  })),
  fc
    .constantFrom('6cc9536fdef9', '000000000000')
    .map((key) => ({ kind: 'cause' as const, cause: { key, text: 'x' }, jobId: '1' })),
  fc
    .record({ worker: anyWorker, to: fc.constantFrom('gone' as const, 'silent' as const, null) })
    .map(({ worker, to }) => ({ kind: 'worker' as const, worker, from: null, to })),
  fc
    .record({ id: anyId, since: fc.option(fc.constant(5)) })
    .map(({ id, since }) => ({ kind: 'stalled' as const, job: jobWith({ id }), since })),
  fc.nat(9).map((failed) => ({ kind: 'counts' as const, counts: { ...noCounts, failed } })),
  fc.constant<FollowEvent>({ kind: 'connection', problem: null, replaced: false }),
);

/** What an event does to what is known. */
function apply(known: KnownState, event: FollowEvent): void {
  switch (event.kind) {
    case 'job':
      known.stalled.delete(event.change.id);
      if (event.change.to === null) known.jobs.delete(event.change.id);
      else known.jobs.set(event.change.id, event.change.to);
      break;
    case 'cause':
      known.causes.add(event.cause.key);
      break;
    case 'worker':
      if (event.to === null) known.troubles.delete(event.worker);
      else known.troubles.set(event.worker, event.to);
      break;
    case 'stalled':
      if (event.since === null) known.stalled.delete(event.job.id);
      else known.stalled.add(event.job.id);
      break;
    case 'counts':
      known.counts = event.counts;
      break;
  }
}

function at(text: string): KnownState | null {
  const [cursor = { run: '', position: 0 }] = cursorsIn(text) ?? [];
  const keys = new JobKeys();
  const baseline = recordedAt(location, cursor, keys);
  return baseline === null ? null : knownIn(baseline, keys);
}

function recorded(text: string): ReturnType<typeof sorted> | null {
  const known = at(text);
  return known === null ? null : sorted(known);
}

const firstFile = () => join(location.folder, readdirSync(location.folder)[0] ?? '');

/** Rewrites the record as before lines had checksums, and otherwise as `change` says. */
function rewriteUnsealed(change: (text: string) => string, file = firstFile()): void {
  const text = readFileSync(file, 'utf8').replaceAll(/ [0-9a-f]{8}$/gm, '');
  writeFileSync(file, change(text.replace('"schema":2', '"schema":1')));
}

const stateOf = (status: JobState['status']): JobState => ({
  ...{ status, type: 'parse', startedAt: null, endedAt: null, retries: 0 },
});
const job = (id: JobId, status: JobState['status'] = 'queued'): FollowEvent => ({
  kind: 'job',
  change: { id, from: null, to: stateOf(status), job: null, typeText: 'parse' },
});

describe('the record of a run', () => {
  it('gives the state at each of its cursors, whatever events it holds', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(anyId, anyState), { maxLength: 4 }),
        fc.array(fc.array(anyEvent, { maxLength: 5 }), { maxLength: 4 }),
        fc.array(fc.record({ id: anyId, to: fc.option(anyState) }), { maxLength: 2 }),
        (jobs, reads, passedOver) => {
          const known = nothing();
          for (const [id, state] of jobs) known.jobs.set(id, state);
          const record = begun(known);
          const expected = new Map<string, ReturnType<typeof sorted>>();
          for (const events of reads) {
            for (const { id, to } of passedOver) {
              known.stalled.delete(id);
              if (to === null) known.jobs.delete(id);
              else known.jobs.set(id, to);
            }
            const cursors = record.add(passedOver, events);
            for (const [index, event] of events.entries()) {
              apply(known, event);
              expected.set(cursors[index] ?? '', sorted(copy(known)));
            }
          }
          record.close();
          for (const [cursor, known] of expected) expect(recorded(cursor)).toEqual(known);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('gives a state right or not at all wherever one bit of it is wrong, or a line lost or repeated', () => {
    const known = nothing();
    known.jobs.set('1', stateOf('failed')).set('a', stateOf('running'));
    known.troubles.set('vm:7', 'gone');
    const record = begun(known);
    const passed = [{ id: '2', to: stateOf('queued') }];
    const events: FollowEvent[] = [job('3'), { kind: 'counts', counts: noCounts }, job('1', 'cancelled')];
    const cursors = record.add(passed, events);
    record.close();
    const right = cursors.map(recorded);
    expect(right).not.toContain(null);
    const bytes = readFileSync(firstFile());
    const check = (damaged: Uint8Array, place: string) => {
      writeFileSync(firstFile(), damaged);
      const found = cursors.map(recorded);
      expect({ place, found }).toEqual({ place, found: right.map((each, index) => found[index] && each) });
      // Whatever is wrong lies before the end of the last line that it needs.
      expect(found.at(-1)).toBeNull();
    };
    for (let bit = 0; bit < 8 * bytes.length; bit += 1) {
      const damaged = Buffer.from(bytes);
      damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      check(damaged, `bit ${bit}`);
    }
    const lines = bytes.toString().split(/(?<=\n)/);
    for (const [index, line] of lines.entries()) {
      check(Buffer.from(lines.toSpliced(index, 1).join('')), `without line ${index}`);
      if (index < lines.length - 1)
        check(Buffer.from(lines.toSpliced(index, 0, line).join('')), `line ${index} twice`);
    }
  });

  it('has nothing for a cursor beyond its end, of another run, or of another database', () => {
    const record = begun();
    const [cursor = ''] = record.add([], [job('1')]);
    record.close();
    expect(recorded(cursor)?.jobs).toHaveLength(1);
    expect(recorded(cursor.replace(/\.1$/, '.2'))).toBeNull();
    expect(recorded(cursor.replace(/-.{8}/, '-00000000'))).toBeNull();
    location = { ...location, name: 'job' };
    expect(recorded(cursor)).toBeNull();
  });

  it('ends with its last whole line if its process was killed', () => {
    const record = begun();
    const cursors = record.add([], [job('1'), job('2', 'failed')]);
    record.close();
    const file = firstFile();
    const whole = readFileSync(file);
    truncateSync(file, whole.length - 1);
    expect(cursors.map((cursor) => recorded(cursor)?.jobs.length ?? null)).toEqual([1, null]);
    // Killed while the jobs were written, before anything was told.
    truncateSync(file, whole.indexOf('events'));
    expect(cursors.map((cursor) => recorded(cursor))).toEqual([null, null]);
    writeFileSync(file, whole);
    appendFileSync(file, 'something else\n');
    expect(recorded(cursors[1] ?? '')?.jobs).toHaveLength(2);
  });

  it('is begun again once it is long, and still has the cursors just before', () => {
    const known = nothing();
    const record = begun(known, 100);
    const cursors: string[] = [];
    for (let round = 0; round < 5; round += 1) {
      const events = Array.from({ length: 100 }, (_, index) => job(String(index % 10), jobStatuses[round]));
      for (const event of events.slice(0, 10)) apply(known, event);
      cursors.push(record.add([], events).at(-1) ?? '');
      record.tidy(reader(known));
    }
    record.close();
    expect(readdirSync(location.folder)).toHaveLength(2);
    const first = (cursor: string) => recorded(cursor)?.jobs[0]?.[1].status ?? null;
    expect(cursors.map(first)).toEqual([null, null, null, 'failed', 'cancelled']);
    expect(first((cursors[3] ?? '').replace('.400', '.401'))).toBe('cancelled');
    expect(first((cursors[3] ?? '').replace('.400', '.399'))).toBeNull();
  });

  it('is read from its former file if its process was killed while it began another', () => {
    const known = nothing();
    const record = begun(known, 1);
    known.jobs.set('1', stateOf('failed'));
    const [cursor = ''] = record.add([], [job('1', 'failed')]);
    record.tidy(reader(known));
    record.close();
    const [last = ''] = readdirSync(location.folder).filter((name) => name.endsWith('.1.follow'));
    const file = join(location.folder, last);
    truncateSync(file, readFileSync(file).indexOf('1 failed'));
    expect(recorded(cursor)?.jobs).toEqual([['1', stateOf('failed')]]);
  });

  it('is begun again only after twice as many events as there are jobs', () => {
    const known = nothing();
    for (let id = 0; id < 100; id += 1) known.jobs.set(String(id), stateOf('queued'));
    const record = begun(known, 10);
    const files = [150, 49, 1].map((count) => {
      record.add([], Array(count).fill(job('1', 'failed')));
      record.tidy(reader(known));
      return readdirSync(location.folder).length;
    });
    record.close();
    expect(files).toEqual([1, 1, 2]);
  });

  /** Records a run that ended at this time, by a process that can't be asked: it was elsewhere. */
  function recordedRun(at: number, bytes?: number, host = 'elsewhere'): string {
    const record = begun();
    const [cursor = ''] = record.add([], [job('1')]);
    record.close();
    const file = fileOf(cursor);
    rewriteUnsealed((text) => text.replace('"host":"vm"', `"host":"${host}"`), file);
    if (bytes !== undefined) truncateSync(file, bytes);
    utimesSync(file, at, at);
    return cursor;
  }

  /** The file with a run's first cursor; empty if there is none. */
  function fileOf(cursor: string): string {
    const run = cursor.replace(/\.1$/, '');
    const [name] = readdirSync(location.folder).filter((each) => each.includes(run));
    return name === undefined ? '' : join(location.folder, name);
  }

  it.each([
    ['ESRCH', false],
    ['EPERM', true],
  ])('whose process answers %s to a signal is kept beyond the last runs: %s', (code, isKept) => {
    const kill = jest.spyOn(process, 'kill').mockImplementation(() => {
      throw Object.assign(new Error(code), { code });
    });
    try {
      const [oldest = ''] = Array.from({ length: 12 }, (_, index) => recordedRun(index, undefined, 'vm'));
      expect(fileOf(oldest) !== '').toBe(isKept);
    } finally {
      kill.mockRestore();
    }
  });

  it('is kept of the last two runs, however large', () => {
    const cursors = [0, 1, 2].map((at) => recordedRun(at, 250_000_000));
    begun().close();
    expect(cursors.map((cursor) => fileOf(cursor) !== '')).toEqual([false, false, true]);
  });

  it('is kept with those of the last eight runs, and as long as its run goes on', () => {
    const record = begun();
    const [mine = ''] = record.add([], [job('1')]);
    utimesSync(fileOf(mine), 0, 0);
    const runs = Array.from({ length: 12 }, (_, index) => recordedRun(index + 1000));
    expect(recorded(mine)).not.toBeNull();
    expect(runs.map((cursor) => recorded(cursor) !== null)).toEqual(runs.map((_, index) => index >= 4));
    record.close();
  });
});

describe('a record that begins', () => {
  const state: JobState = { status: 'failed', type: 'parse', startedAt: 1000, endedAt: 2000, retries: 1 };
  const known = {
    jobs: new Map<JobId, JobState>(Array.from({ length: 5000 }, (_, id) => [String(id), state])),
    causes: new Set(['a', 'b']),
    troubles: new Map([['vm:7', 'gone' as const]]),
    stalled: new Set(['42']),
    counts: { ...noCounts, failed: 5000 },
  };

  /** The cursor before any event, and after one. */
  function told(): readonly [begun: string, next: string] {
    const record = new FollowRecord(location, reader(known), 1_768_300_000_000);
    const [next = ''] = record.add([], [{ kind: 'counts', counts: noCounts }]);
    record.close();
    return [next.replace(/1$/, '0'), next];
  }

  it('holds all that was known by then, readable by its owner alone', () => {
    const [first, next] = told();
    expect(recorded(first)).toEqual(sorted(known));
    expect(at(next)).toMatchObject({ counts: noCounts });
    expect([location.folder, firstFile()].map((path) => statSync(path).mode & 0o777)).toEqual([0o700, 0o600]);
  });

  it('is read though it was written before lines had checksums', () => {
    const [first, next] = told();
    rewriteUnsealed((text) => text);
    expect(recorded(first)).toEqual(sorted(known));
    expect(at(next)).toMatchObject({ counts: noCounts });
  });

  it.each([
    ['8639999999999999', 8_639_999_999_999_999],
    ['8640000000000001', null],
    ['-8640000000000001', null],
    ['Infinity', null],
    ['yesterday', null],
  ])('reads a job’s start %s as %j', (text, time) => {
    const [, next] = told();
    rewriteUnsealed((written) => written.replace('\n7 failed parse 1000', `\n7 failed parse ${text}`));
    expect(at(next)?.jobs.get('7')).toMatchObject({ startedAt: time, endedAt: 2000 });
  });

  it.each([
    ['in another form', '"schema":1', '"schema":3'],
    ['with checksums in a form that has none', '"schema":1', '"schema":2'],
    ['with counts cut short', 'counts {', 'counts '],
    ['with a job of an unknown status', '\n7 failed ', '\n7 fallen '],
    ['with a job that is gone among those that there are', '\n7 failed ', '\n7 gone '],
    ['with a change that it does not know', '\ncounts', '\njob 7 fallen parse 1 2 0\ncounts'],
  ])('is not understood %s', (_, before, after) => {
    const [, next] = told();
    rewriteUnsealed((text) => {
      expect(text).toContain(before);
      return text.replace(before, after);
    });
    expect(at(next)).toBe(null);
  });
});
