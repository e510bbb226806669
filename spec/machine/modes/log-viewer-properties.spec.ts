import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { keymap } from '../../../lib/machine/keymap/keymap.js';
import { LogInMemory, logEvent, noLog, numberedLog } from '../log-in-memory.js';
import { busy } from '../queue-in-memory.js';
import { Bench, expectConsecutive, expectValid } from './log-viewer-bench.js';

const seed = 20260113;
const leaving = ['q', 'Ctrl-c', 'Escape', 'H', 'F1'];

const keys = [
  ...new Set(keymap.filter(({ modes }) => modes.includes('LOG_VIEWER')).flatMap((binding) => binding.keys)),
].filter((key) => !leaving.includes(key));

const logs = fc
  .array(fc.oneof({ weight: 5, arbitrary: fc.nat(30) }, { weight: 1, arbitrary: fc.nat(300) }), {
    maxLength: 150,
  })
  .map((lengths) => new LogInMemory(lengths.map((length) => `${'e'.repeat(length)}\n`).join('')));

type Step = (bench: Bench) => void;

const step = <T>(weight: number, given: fc.Arbitrary<T>, take: (bench: Bench, value: T) => void) => ({
  weight,
  arbitrary: given.map(
    (value): Step =>
      (bench) =>
        take(bench, value),
  ),
});

const steps: fc.Arbitrary<Step> = fc.oneof(
  step(8, fc.constantFrom(...keys), (bench, key) => bench.key(key)),
  step(2, fc.constantFrom('e', 'Enter', 'Escape'), inSearch),
  step(3, fc.constant(null), (bench) => bench.answer()),
  step(2, fc.constant(null), (bench) => bench.settle()),
  step(2, fc.constant(null), (bench) => bench.remember()),
  step(2, fc.nat(9), (bench, index) => bench.answerLate(index)),
  step(1, logs, (bench, log) => {
    bench.log = log;
  }),
  step(
    2,
    fc.string({ minLength: 1, maxLength: 40, unit: fc.constantFrom('a', 'b', '\n') }),
    (bench, more) => {
      bench.log = new LogInMemory(bench.log.text + more);
    },
  ),
  step(1, fc.tuple(fc.nat(40), fc.nat(60)), (bench, [lines, columns]) => bench.resize(lines, columns)),
  step(1, fc.constantFrom(noLog, { kind: 'problem', problem: busy } as const), (bench, reading) =>
    bench.handle(logEvent(reading, bench.request())),
  ),
);

/** Escape leaves the viewer where nothing is typed. */
function inSearch(bench: Bench, key: string): void {
  if (bench.machine.state.mode !== 'LOG_VIEWER' || key !== 'Escape') bench.key(key);
}

describe('the log viewer', () => {
  it('is in a valid state after any steps, and shows the log as it is once it was read', () => {
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

  it.each([false, true])('shows the same rows after as many lines down as up (wrapped: %s)', (wrap) => {
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
  });

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
