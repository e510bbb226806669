import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { JobsStateMachine } from '../../../lib/machine/jobs-state-machine.js';
import { keymap } from '../../../lib/machine/keymap/keymap.js';
import { logRequestFor } from '../../../lib/machine/requests/log-request.js';
import type { Command } from '../../../lib/machine/state/command.js';
import type { JobsEvent } from '../../../lib/machine/state/event.js';
import { plainLook } from '../../../lib/machine/state/log-look.js';
import type { LogViewer } from '../../../lib/machine/state/log-viewer.js';
import type { LogLine, LogRequest } from '../../../lib/model/log.js';
import { patternOf } from '../../../lib/pattern/pattern.js';
import { LogInMemory, logEvent, numberedLog } from '../log-in-memory.js';
import { busy, heightOf, makeJobs, makePicture } from '../queue-in-memory.js';

const seed = 20260113;
const leaving = ['q', 'Ctrl-c', 'Escape', 'H', 'F1'];
const keys = [
  ...new Set(keymap.filter(({ modes }) => modes.includes('LOG_VIEWER')).flatMap((binding) => binding.keys)),
].filter((key) => !leaving.includes(key));

/** A viewer beside a reader that answers when it is told to. */
class Bench {
  readonly machine = new JobsStateMachine({ heightOf, recordProgress: (log) => log });
  log: LogInMemory;
  asOf = 1;
  lines = 10;
  #isAsked = false;
  /** Questions that were not answered when they were asked. */
  readonly #late: {
    readonly request: LogRequest;
    readonly log: LogInMemory;
    readonly asOf: number;
  }[] = [];

  constructor(log: LogInMemory, lines = 10, columns = 20) {
    this.log = log;
    this.resize(lines, columns);
    this.handle({ type: 'picture', picture: makePicture(makeJobs(5)) });
    this.key('l');
  }

  get viewer(): LogViewer {
    const { log } = this.machine.state;
    if (log === null) throw new Error('the viewer is closed');
    return log;
  }

  handle(event: JobsEvent): readonly Command[] {
    const commands = this.machine.handle(event);
    if (commands.some(({ type }) => type === 'read-log')) this.#isAsked = true;
    const search = commands.find((command) => command.type === 'search-log');
    if (search?.type === 'search-log') {
      this.handle({ type: 'log-found', search: search.search, result: this.log.search(search.search) });
    }
    return commands;
  }

  key(key: string): void {
    this.handle({ type: 'key', key });
  }

  resize(lines: number, columns: number): void {
    this.lines = lines;
    this.handle({
      type: 'room',
      room: { list: 10, listBelowPipeline: 6, panel: 10, log: { lines, columns } },
    });
  }

  request(): LogRequest {
    const request = logRequestFor(this.machine.state);
    if (request === null) throw new Error('nothing is wanted');
    return request;
  }

  /** The reader answers the present request. */
  answer(most?: number): void {
    this.#isAsked = false;
    this.asOf += 1;
    const request = this.request();
    this.handle(logEvent(this.log.read(request, this.asOf, most), request));
  }

  /** The reader answers until nothing is asked for any more. */
  settle(most?: number): void {
    for (let round = 0; this.#isAsked; round += 1) {
      if (round > 200) throw new Error('the machine never has enough');
      this.answer(most);
    }
  }

  remember(): void {
    this.#late.push({ request: this.request(), log: this.log, asOf: this.asOf });
  }

  answerLate(index: number): void {
    const question = this.#late[index % Math.max(1, this.#late.length)];
    if (question === undefined) return;
    this.handle(logEvent(question.log.read(question.request, question.asOf), question.request));
  }

  /** What is on the screen: each row by its line's first byte and its number in the line. */
  rows(): string[] {
    const { piece, top, columns } = this.viewer;
    if (piece === null) return [];
    const index = piece.lines.findIndex((line) => line.end > top.offset);
    const all = piece.lines.slice(Math.max(0, index)).flatMap((line) => this.#rowsOf(line, columns));
    return all.slice(top.row, top.row + this.lines);
  }

  /** All rows of the log. */
  allRows(): string[] {
    const { filter } = this.viewer;
    const lines = this.log.lines().filter(({ text }) => patternOf(filter ?? '').isIn(text));
    return lines.flatMap((line) => this.#rowsOf(line, this.viewer.columns));
  }

  #rowsOf(line: LogLine, columns: number): string[] {
    const count = plainLook.rows(line, this.viewer, columns);
    return Array.from({ length: count }, (_, row) => `${line.start}:${row}`);
  }
}

function expectValid(bench: Bench): void {
  const { piece, top, left, seenTo } = bench.viewer;
  expect(left).toBeGreaterThanOrEqual(0);
  expect(top.row).toBeGreaterThanOrEqual(0);
  expect(seenTo).toBeGreaterThanOrEqual(0);
  if (piece === null || piece.lines.length === 0) return;
  const line = piece.lines.find(({ start }) => start === top.offset);
  expect(line).toBeDefined();
  if (line !== undefined) {
    expect(top.row).toBeLessThan(plainLook.rows(line, bench.viewer, bench.viewer.columns));
  }
}

/** Once the reader has answered, the screen shows consecutive rows of the log, full unless the log is shorter. */
function expectConsecutive(bench: Bench): void {
  const shown = bench.rows();
  const all = bench.allRows();
  const first = shown.length === 0 ? 0 : all.indexOf(shown[0] ?? '');
  expect(first).toBeGreaterThanOrEqual(0);
  expect(shown).toEqual(all.slice(first, first + Math.min(bench.lines, all.length)));
  if (bench.viewer.following) expect(shown.at(-1)).toBe(all.at(-1));
}

const logs = fc
  .array(fc.oneof({ weight: 5, arbitrary: fc.nat(30) }, { weight: 1, arbitrary: fc.nat(300) }), {
    maxLength: 150,
  })
  .map((lengths) => new LogInMemory(lengths.map((length) => `${'e'.repeat(length)}\n`).join('')));

type Step = (bench: Bench) => void;
const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom(...keys).map(
      (key): Step =>
        (bench) =>
          bench.key(key),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom('e', 'Enter', 'Escape').map(
      (key): Step =>
        (bench) =>
          inSearch(bench, key),
    ),
  },
  { weight: 3, arbitrary: fc.constant<Step>((bench) => bench.answer()) },
  { weight: 2, arbitrary: fc.constant<Step>((bench) => bench.settle()) },
  { weight: 2, arbitrary: fc.constant<Step>((bench) => bench.remember()) },
  {
    weight: 2,
    arbitrary: fc.nat(9).map(
      (index): Step =>
        (bench) =>
          bench.answerLate(index),
    ),
  },
  {
    weight: 1,
    arbitrary: logs.map(
      (log): Step =>
        (bench) => {
          bench.log = log;
        },
    ),
  },
  {
    weight: 2,
    arbitrary: fc.string({ minLength: 1, maxLength: 40, unit: fc.constantFrom('a', 'b', '\n') }).map(
      (more): Step =>
        (bench) => {
          bench.log = new LogInMemory(bench.log.text + more);
        },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.nat(40), fc.nat(60)).map(
      ([lines, columns]): Step =>
        (bench) =>
          bench.resize(lines, columns),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<'none' | 'problem'>('none', 'problem').map(
      (kind): Step =>
        (bench) => {
          const reading = kind === 'none' ? { kind, looked: ['/logs'] } : { kind, problem: busy };
          bench.handle(logEvent(reading, bench.request()));
        },
    ),
  },
);

/** Escape leaves the viewer where nothing is typed. */
function inSearch(bench: Bench, key: string): void {
  if (bench.machine.state.mode !== 'LOG_VIEWER' || key !== 'Escape') bench.key(key);
}

describe('the log viewer', () => {
  it('is in a valid state after anything that can happen, and shows the log as it is once it is read', () => {
    fc.assert(
      fc.property(logs, fc.array(steps, { maxLength: 40 }), (log, sequence) => {
        const bench = new Bench(log);
        for (const step of sequence) {
          step(bench);
          expectValid(bench);
        }
        if (bench.machine.state.mode !== 'LOG_VIEWER') bench.key('Enter');
        bench.answer();
        bench.settle();
        expectValid(bench);
        bench.lines = Math.max(1, bench.lines);
        expectConsecutive(bench);
        // A search and a filter end first.
        for (let time = 0; time < 3 && bench.machine.state.mode !== 'JOB_LIST'; time += 1)
          bench.key('Escape');
        expect(bench.machine.state.mode).toBe('JOB_LIST');
        expect(bench.machine.state.log).toBeNull();
      }),
      { numRuns: 600, seed },
    );
  });

  it('shows no gap and no row twice after any step, and the last row while it follows', () => {
    const scrolls = ['j', 'k', 'Ctrl-d', 'Ctrl-u', 'PageDown', 'PageUp', 'g', 'G', 'F', 'w', 't', 'h', 'l'];
    fc.assert(
      fc.property(
        logs,
        fc.array(fc.constantFrom(...scrolls), { maxLength: 30 }),
        fc.integer({ min: 12, max: 60 }),
        (log, sequence, most) => {
          const bench = new Bench(log);
          bench.settle(most);
          for (const key of sequence) {
            bench.key(key);
            bench.settle(most);
            expectConsecutive(bench);
          }
        },
      ),
      { numRuns: 200, seed },
    );
  });

  it.each([false, true])(
    'comes back to the same rows after as many lines down as up (wrapped: %s)',
    (wrap) => {
      fc.assert(
        fc.property(fc.nat(150), fc.nat(120), fc.boolean(), (start, count, isPrompt) => {
          const bench = new Bench(numberedLog(400));
          bench.settle();
          if (wrap) bench.key('w');
          bench.key('g');
          bench.settle();
          const press = (key: string, times: number) => {
            for (let time = 0; time < times; time += 1) {
              bench.key(key);
              if (isPrompt) bench.settle();
            }
            bench.settle();
          };
          press('j', start);
          const before = bench.rows();
          expect(before[0]).toBe(bench.allRows()[start]);
          press('j', count);
          press('k', count);
          expect(bench.rows()).toEqual(before);
        }),
        { numRuns: 40, seed },
      );
    },
  );

  it('loses no key that is pressed while a piece is on its way', () => {
    const bench = new Bench(numberedLog(5000));
    bench.settle();
    bench.key('g');
    for (let time = 0; time < 40; time += 1) bench.key('PageDown');
    bench.key('k');
    bench.settle();
    expect(bench.rows()[0]).toBe(bench.allRows()[399]);
  });
});
