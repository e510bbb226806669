import { describe, expect, it } from '@jest/globals';
import { transition } from '../../../lib/machine/events.js';
import { anyLogRequestFor, tailRequestFor } from '../../../lib/machine/requests/log-request.js';
import type { JobsEvent } from '../../../lib/machine/state/event.js';
import { tailOf } from '../../../lib/machine/state/log-viewer.js';
import type { JobsState } from '../../../lib/machine/state/state.js';
import type { Job } from '../../../lib/model/job.js';
import type { LogReading } from '../../../lib/model/log.js';
import { LogInMemory, noLog } from '../log-in-memory.js';
import { busy, makeJobs, makePicture } from '../queue-in-memory.js';
import { stateIn, viewMetrics } from '../transition-scene.js';

const log = new LogInMemory(Array.from({ length: 30 }, (_, index) => `line ${index}\n`).join(''));
const problem: LogReading = { kind: 'problem', problem: busy };

/** An operator at the list or the panel, and the jobs behind it. */
class Session {
  state: JobsState;
  commands: string[] = [];
  jobs: readonly Job[] = makeJobs(20);

  constructor(mode: 'JOB_LIST' | 'DETAIL_PANEL', given: Partial<Job> = {}) {
    this.state = stateIn(mode);
    this.change(given);
  }

  event(event: JobsEvent): this {
    const { state, commands } = transition(this.state, event, viewMetrics);
    this.state = state;
    this.commands.push(...commands.map(({ type }) => type));
    return this;
  }

  keys(...names: readonly string[]): this {
    for (const key of names) this.event({ type: 'key', key });
    return this;
  }

  /** The sixth job, which is selected, changes, and the next picture shows it. */
  change(given: Partial<Job>): this {
    this.jobs = this.jobs.map((job) => (job.id === '5' ? { ...job, ...given } : job));
    return this.event({ type: 'picture', picture: makePicture(this.jobs) });
  }

  /** The reader answers what is wanted now; false where nothing is. */
  answer(reading?: LogReading): boolean {
    const request = anyLogRequestFor(this.state);
    if (request === null) return false;
    this.event({ type: 'log', request, reading: reading ?? log.read(request, 1) });
    return true;
  }

  /** How many times in a row something is wanted. */
  looks(reading?: LogReading): number {
    for (let looks = 0; ; looks += 1) if (looks === 20 || !this.answer(reading)) return looks;
  }

  get lines(): readonly string[] {
    return tailOf(this.state)?.piece?.lines.map(({ text }) => text) ?? [];
  }
}

describe('the end of the log in the detail panel', () => {
  it.each<{ by: string; keys: readonly string[] }>([
    { by: 'the panel closed', keys: ['Escape'] },
    { by: 'the help over it', keys: ['?'] },
    { by: 'the view of its paths over it', keys: ['Y'] },
  ])('is not requested with $by', ({ keys }) => {
    const session = new Session('DETAIL_PANEL', { status: 'running', outputPath: '/out/5' });
    expect(session.answer()).toBe(true);
    session.keys(...keys);
    expect(anyLogRequestFor(session.state)).toBeNull();
  });

  it('is requested while a question covers part of the panel, but not on a screen that is too small', () => {
    const session = new Session('DETAIL_PANEL', { status: 'running' }).keys('c');
    expect(session.state.mode).toBe('CONFIRM');
    expect(anyLogRequestFor(session.state)).toMatchObject({ purpose: 'tail' });
    const { room } = session.state;
    session.event({ type: 'room', room: { ...room, tooSmall: true } });
    expect(anyLogRequestFor(session.state)).toBeNull();
    session.commands = [];
    session.event({ type: 'room', room });
    expect(session.commands).toContain('read-log');
  });

  it('is requested three times for a job without a log that does not run, and always while it runs', () => {
    const session = new Session('DETAIL_PANEL', { status: 'queued' });
    expect(session.looks(noLog)).toBe(3);
    expect(tailOf(session.state)).toMatchObject({ piece: null, trouble: noLog });
    session.change({ status: 'running' });
    expect(session.looks(noLog)).toBe(20);
  });

  it('keeps its lines while reads fail, and is requested again', () => {
    const session = new Session('DETAIL_PANEL', { status: 'complete' });
    session.answer();
    expect(session.looks(problem)).toBe(20);
    expect(session.lines).toHaveLength(10);
    expect(tailOf(session.state)?.trouble).toEqual(problem);
    session.answer();
    expect(tailOf(session.state)?.trouble).toBeNull();
    session.answer(noLog);
    expect(session.lines).toEqual([]);
  });

  it('belongs to one job: the next job has none until its own was read, which is requested at once', () => {
    const session = new Session('DETAIL_PANEL', { status: 'running' });
    const late = tailRequestFor(session.state);
    session.answer();
    session.commands = [];
    session.keys('j');
    expect(session.commands).toContain('read-log');
    expect(tailOf(session.state)).toBeNull();
    if (late !== null) session.event({ type: 'log', request: late, reading: log.read(late, 1) });
    expect(tailOf(session.state)).toBeNull();
    expect(tailRequestFor(session.state)).toMatchObject({ jobId: '6' });
    session.answer();
    if (late !== null) session.event({ type: 'log', request: late, reading: noLog });
    expect(session.lines).toHaveLength(10);
  });

  it('does not leave the panel scrolled beyond its last line', () => {
    const session = new Session('DETAIL_PANEL', { status: 'running' });
    session.state = { ...session.state, detailTop: 50 };
    const request = tailRequestFor(session.state);
    if (request === null) throw new Error('nothing is wanted');
    const view = { ...viewMetrics, detailLines: () => 30 };
    const reading = log.read(request, 1);
    const { state } = transition(session.state, { type: 'log', request, reading }, view);
    expect(state.detailTop).toBe(30 - state.room.panel);
  });
});
