import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { JobsStateMachine } from '../../lib/machine/jobs-state-machine.js';
import { keymap } from '../../lib/machine/keymap/keymap.js';
import type { Command, JobsEvent } from '../../lib/machine/state/event.js';
import type { JobsState, Writability } from '../../lib/machine/state/state.js';
import type { Job } from '../../lib/model/job.js';
import type { PictureRequest } from '../../lib/model/picture.js';
import { answer, busy, heightOf, makeJob, makePicture, roomEvent } from './queue-in-memory.js';
import { viewMetrics } from './transition-scene.js';

const keys = [...new Set(keymap.flatMap((binding) => binding.keys)), 'Tab', 'z'];

const jobLists: fc.Arbitrary<Job[]> = fc
  .uniqueArray(fc.record({ id: fc.integer({ min: 0, max: 60 }), height: fc.integer({ min: 0, max: 7 }) }), {
    selector: (job) => job.id,
    maxLength: 40,
  })
  .map((jobs) => jobs.map(({ id, height }) => makeJob(String(id), height)));

/** Any window of any list, or what a reader would answer now. */
type Step =
  | { readonly type: 'event'; readonly event: JobsEvent }
  | { readonly type: 'answer'; readonly jobs: Job[] }
  /** The oldest write under way ends, with or without success. */
  | { readonly type: 'written' };

const pictures = fc
  .tuple(jobLists, fc.nat(40), fc.nat(40))
  .map(([jobs, first, count]) =>
    event({ type: 'picture', picture: makePicture(jobs, first, first + count) }),
  );
const able = fc.constantFrom<Writability[]>({ kind: 'able' }, { kind: 'unable', reason: 'no driver' });

const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...keys).map((key) => event({ type: 'key', key })) },
  { weight: 2, arbitrary: jobLists.map((jobs): Step => ({ type: 'answer', jobs })) },
  { weight: 2, arbitrary: pictures },
  { weight: 1, arbitrary: fc.nat(99).map((at) => event({ type: 'problem', problem: busy, at })) },
  { weight: 1, arbitrary: fc.constant<Step>({ type: 'written' }) },
  { weight: 1, arbitrary: able.map((writability) => event({ type: 'writability', writability })) },
  {
    weight: 1,
    arbitrary: fc.constant(event({ type: 'notice', notice: { tone: 'done', text: 'copied', at: 1 } })),
  },
  { weight: 1, arbitrary: fc.integer({ min: -1, max: 50 }).map((lines) => event(roomEvent(lines))) },
);

function event(value: JobsEvent): Step {
  return { type: 'event', event: value };
}

function take(machine: JobsStateMachine, step: Step): readonly Command[] {
  if (step.type === 'event') return machine.handle(step.event);
  if (step.type === 'written') {
    const [order] = machine.state.writing;
    const outcome = { kind: 'done', sentence: 'Done.', changed: 1 } as const;
    return order === undefined ? [] : machine.handle({ type: 'written', order, outcome, at: 1 });
  }
  const request = machine.request();
  return machine.handle({ type: 'picture', picture: answer(step.jobs, request), request });
}

/** The parts of the next request, as texts; how far it reaches around its anchor aside. */
function wanted(machine: JobsStateMachine): Readonly<Record<string, string>> {
  const { before: _, after: __, pace: ___, anchor, ...parts } = machine.request();
  const { pending } = machine.state;
  return Object.fromEntries(
    Object.entries({ ...parts, ...(pending === null ? {} : { anchor }) }).map(([part, value]) => [
      part,
      JSON.stringify(value),
    ]),
  );
}

function expectValid(state: JobsState, request: PictureRequest): void {
  const { connection, selection, viewport, pending, helpTop } = state;
  const known = connection.kind === 'live' || connection.kind === 'stale';
  const window = known ? connection.picture.window : null;
  const jobs = window?.jobs ?? [];

  if (selection.id === null) expect(jobs).toEqual([]);
  else expect(jobs[selection.index - (window?.first ?? 0)]?.id).toBe(selection.id);

  expect(viewport.lines).toBeGreaterThanOrEqual(0);
  expect(viewport.selectedLine).toBeGreaterThanOrEqual(0);
  expect(viewport.selectedLine).toBeLessThanOrEqual(Math.max(0, viewport.lines - 1));
  const above = jobs.slice(0, selection.index - (window?.first ?? 0));
  const linesAbove = above.reduce((sum, job) => sum + Math.max(1, heightOf(job)), 0);
  expect(viewport.selectedLine).toBeLessThanOrEqual(linesAbove);

  if (pending !== null) {
    // What is searched for or sought may be a job that wasn't there when it was typed.
    const isSought = pending.kind === 'match' || (pending.kind === 'job' && pending.isSought === true);
    if (!isSought) expect(jobs).not.toEqual([]);
    expect(request.anchor).toBe(pending);
    if ('index' in pending) expect(pending.index).toBeGreaterThanOrEqual(0);
  }
  expect(helpTop).toBeGreaterThanOrEqual(0);
  expect(state.detailTop).toBeGreaterThanOrEqual(0);
  expectOneOwner(state);
  if (state.connection.kind === 'loading') {
    // A job has two lines at the least: one screen of jobs, to be there sooner.
    expect(2 * request.after).toBeGreaterThan(viewport.lines);
  } else {
    expect(request.before).toBeGreaterThanOrEqual(viewport.lines);
    expect(request.after).toBeGreaterThan(viewport.lines);
  }
}

const owned = [
  ['draft', 'FILTER_DIALOG'],
  ['sortDraft', 'SORT_DIALOG'],
  ['viewChosen', 'VIEWS_DIALOG'],
  ['columnsDraft', 'COLUMNS_DIALOG'],
  ['question', 'CONFIRM'],
  ['log', 'LOG_VIEWER'],
] as const;

/** What belongs to a mode is there while the mode is, and not a moment longer. */
function expectOneOwner({ mode, below, search, ...state }: JobsState): void {
  const open = [mode, ...below];
  expect(new Set(open).size).toBe(open.length);
  expect(below).not.toContain('JOB_LIST');
  expect(owned.filter(([part, owner]) => (state[part] !== null) !== open.includes(owner))).toEqual([]);
  if (mode === 'SEARCH') expect(search).not.toBeNull();
}

const { helpLook } = viewMetrics;
const newMachine = () => new JobsStateMachine({ heightOf, recordProgress: (log) => log, helpLook });

describe('the state machine', () => {
  it('is in a valid state after any events, and Escape leads back to the list', () => {
    fc.assert(
      fc.property(fc.array(steps, { maxLength: 60 }), (sequence) => {
        const machine = newMachine();
        for (const step of sequence) {
          take(machine, step);
          expectValid(machine.state, machine.request());
        }
        // Out of what lies over a mode, out of the mode, and so on: a search in a log opened from the panel is deepest.
        for (let presses = 0; presses < 4; presses += 1) machine.handle({ type: 'key', key: 'Escape' });
        expect(machine.state.mode).toBe('JOB_LIST');
        expect(machine.state.below).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('requests nothing more after a few answers, whatever came before', () => {
    fc.assert(
      fc.property(fc.array(steps, { maxLength: 60 }), jobLists, (sequence, jobs) => {
        const machine = newMachine();
        for (const step of sequence) take(machine, step);
        let asks = true;
        for (let answers = 0; asks && answers < 4; answers += 1) {
          const request = machine.request();
          const commands = machine.handle({ type: 'picture', picture: answer(jobs, request, 1000), request });
          asks = commands.some(({ type }) => type === 'read');
        }
        expect(asks).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it('asks for one read at each event that changes what has to be read', () => {
    fc.assert(
      fc.property(fc.array(steps, { maxLength: 60 }), (sequence) => {
        const machine = newMachine();
        for (const step of sequence) {
          const before = wanted(machine);
          const reads = take(machine, step).filter(({ type }) => type === 'read').length;
          const isNew = Object.entries(wanted(machine)).some(([part, text]) => text !== before[part]);
          // Before the first picture the app reads anyway, and what a picture leaves to read is another property's.
          const isEvent = step.type === 'event' && step.event.type !== 'picture';
          const asks = isEvent && isNew && machine.state.connection.kind !== 'loading';
          expect({ step, reads }).toEqual({ step, reads: asks ? 1 : Math.min(reads, 1) });
        }
      }),
      { numRuns: 300 },
    );
  });

  it('does not change a state that it has returned', () => {
    fc.assert(
      fc.property(fc.array(steps, { maxLength: 20 }), (sequence) => {
        const machine = newMachine();
        for (const step of sequence) {
          const before = machine.state;
          const copy = structuredClone(before);
          take(machine, step);
          expect(before).toEqual(copy);
        }
      }),
      { numRuns: 100 },
    );
  });
});
