import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { keymap } from '../../../lib/machine/keymap/keymap.js';
import { logRequestFor } from '../../../lib/machine/requests/log-request.js';
import { defaultLineMetrics } from '../../../lib/machine/state/log-viewer.js';
import type { LogRequest } from '../../../lib/model/log.js';
import { LogInMemory, logEvent, noLog, numberedLog } from '../log-in-memory.js';
import { busy } from '../queue-in-memory.js';
import { Session } from './log-viewer-session.js';

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

type Step = (session: Session) => void;

const step = <T>(weight: number, given: fc.Arbitrary<T>, take: (session: Session, value: T) => void) => ({
  weight,
  arbitrary: given.map(
    (value): Step =>
      (session) =>
        take(session, value),
  ),
});

/** Questions that were not answered when they were asked, and how they are answered. */
const late = new WeakMap<Session, readonly (() => void)[]>();
const answerTo = (session: Session, request: LogRequest) => {
  const { log, asOf } = session;
  return () => session.event(logEvent(log?.read(request, asOf) ?? noLog, request));
};

const steps: fc.Arbitrary<Step> = fc.oneof(
  step(8, fc.constantFrom(...keys), (session, key) => session.key(key)),
  step(2, fc.constantFrom('e', 'Enter', 'Escape'), inSearch),
  step(3, fc.constant(null), (session) => session.read()),
  step(2, fc.constant(null), (session) => session.settle()),
  step(2, fc.constant(null), (session) => {
    const request = logRequestFor(session.state);
    if (request) late.set(session, [...(late.get(session) ?? []), answerTo(session, request)]);
  }),
  step(2, fc.nat(9), (session, index) => {
    const answers = late.get(session) ?? [];
    answers[index % Math.max(1, answers.length)]?.();
  }),
  step(1, logs, (session, log) => {
    session.log = log;
  }),
  step(
    2,
    fc.string({ minLength: 1, maxLength: 40, unit: fc.constantFrom('a', 'b', '\n') }),
    (session, more) => {
      session.log = new LogInMemory(`${session.log?.text}${more}`);
    },
  ),
  step(1, fc.tuple(fc.nat(40), fc.nat(60)), (session, [lines, columns]) => session.resize(lines, columns)),
  step(1, fc.constantFrom(noLog, { kind: 'problem', problem: busy } as const), (session, reading) =>
    session.event(logEvent(reading, logRequestFor(session.state) as LogRequest)),
  ),
);

/** Escape leaves the viewer where nothing is typed. */
function inSearch(session: Session, key: string): void {
  if (session.state.mode !== 'LOG_VIEWER' || key !== 'Escape') session.key(key);
}

function expectValid(session: Session): void {
  const { piece, top, left, seenTo } = session.viewer;
  expect(left).toBeGreaterThanOrEqual(0);
  expect(top.row).toBeGreaterThanOrEqual(0);
  expect(seenTo).toBeGreaterThanOrEqual(0);
  if (piece === null || piece.lines.length === 0) return;
  const line = piece.lines.find(({ start }) => start === top.offset);
  expect(line).toBeDefined();
  if (line !== undefined)
    expect(top.row).toBeLessThan(defaultLineMetrics.rows(line, session.viewer, session.viewer.columns));
}

/** Once the reader has answered, the screen shows consecutive rows of the log, full unless the log is shorter. */
function expectConsecutive(session: Session): void {
  const shown = session.rows();
  const all = session.allRows();
  const first = shown.length === 0 ? 0 : all.indexOf(shown[0] ?? '');
  expect(first).toBeGreaterThanOrEqual(0);
  expect(shown).toEqual(all.slice(first, first + Math.min(session.lines, all.length)));
  if (session.viewer.following) expect(shown.at(-1)).toBe(all.at(-1));
}

describe('the log viewer', () => {
  it('is in a valid state after any steps, and shows the log as it is once it was read', () => {
    fc.assert(
      fc.property(logs, fc.array(steps, { maxLength: 40 }), (log, sequence) => {
        const session = new Session(log, false);
        for (const step of sequence) {
          step(session);
          expectValid(session);
        }
        if (session.state.mode !== 'LOG_VIEWER') session.key('Enter');
        session.read();
        session.settle();
        expectValid(session);
        expectConsecutive(session);
        // A search and a filter end first.
        for (let time = 0; time < 3 && session.state.mode !== 'JOB_LIST'; time += 1) session.key('Escape');
        expect(session.state.mode).toBe('JOB_LIST');
        expect(session.state.log).toBeNull();
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
          const session = new Session(log, false);
          session.settle(most);
          for (const key of sequence) {
            session.key(key);
            session.settle(most);
            expectConsecutive(session);
          }
        },
      ),
      { numRuns: 200, seed },
    );
  });

  it.each([false, true])('shows the same rows after as many lines down as up (wrapped: %s)', (wrap) => {
    fc.assert(
      fc.property(fc.nat(150), fc.nat(120), fc.boolean(), (start, count, isPrompt) => {
        const session = new Session(numberedLog(400), false);
        session.settle();
        if (wrap) session.key('w');
        session.key('g');
        session.settle();
        const press = (key: string, times: number) => {
          for (let time = 0; time < times; time += 1) {
            session.key(key);
            if (isPrompt) session.settle();
          }
          session.settle();
        };
        press('j', start);
        const before = session.rows();
        expect(before[0]).toBe(session.allRows()[start]);
        press('j', count);
        press('k', count);
        expect(session.rows()).toEqual(before);
      }),
      { numRuns: 40, seed },
    );
  });

  it('loses no key that is pressed while a piece is on its way', () => {
    const session = new Session(numberedLog(5000), false);
    session.settle();
    session.key('g');
    for (let time = 0; time < 40; time += 1) session.key('PageDown');
    session.key('k');
    session.settle();
    expect(session.rows()[0]).toBe(session.allRows()[399]);
  });
});
