import { describe, expect, it } from '@jest/globals';
import type { JobsStateMachine } from '../../lib/machine/jobs-state-machine.js';
import type { JobsEvent } from '../../lib/machine/state/event.js';
import { waitEndText, waitText } from '../../lib/machine/state/job-wait.js';
import type { WriteOrder } from '../../lib/machine/state/write-order.js';
import type { FeedEntry } from '../../lib/model/feed.js';
import type { Job, JobStatus } from '../../lib/model/job.js';
import { noCounts } from '../../lib/model/picture.js';
import { machineInRoom, press } from './machine-in-room.js';
import { answer, busy, makeJobs } from './queue-in-memory.js';

/** A queue, its dashboard, and what is on its way between the two. Each step takes 10 ms. */
class World {
  readonly machine: JobsStateMachine = machineInRoom();
  /** What the operator was alerted to, in order. */
  readonly alerts: string[] = [];
  #jobs: readonly Job[] = makeJobs(8).map((job) => (job.id === '0' ? failed(job) : job));
  #now = 0;
  #read: JobsEvent | null = null;
  readonly #committed: WriteOrder[] = [];
  /** What others did to jobs. */
  readonly #others = new Map<string, JobStatus>();

  constructor() {
    this.show();
  }

  /** Begins to read: what is read now is shown later. */
  read(): void {
    this.#now += 10;
    const request = this.machine.request();
    const counts = { ...noCounts };
    for (const { status } of this.#jobs) counts[status] += 1;
    this.#read = { type: 'picture', picture: { ...answer(this.#jobs, request, this.#now), counts }, request };
  }

  /** Shows what was read, or what is there now. */
  show(): void {
    if (this.#read === null) this.read();
    if (this.#read !== null) this.handle(this.#read);
    this.#read = null;
  }

  /** Others bring a job into a status. */
  become(id: string, status: JobStatus): void {
    this.#others.set(id, status);
    this.#become(id, status, this.#now + 10);
  }

  #become(id: string, status: JobStatus, completedAt: number): void {
    this.#now += 10;
    this.#jobs = this.#jobs.map((job) =>
      job.id !== id ? job : status === 'failed' ? failed(job, completedAt) : { ...job, status },
    );
  }

  remove(id: string): void {
    this.#jobs = this.#jobs.filter((job) => job.id !== id);
  }

  handle(event: JobsEvent): void {
    for (const command of this.machine.handle(event))
      if (command.type === 'alert')
        this.alerts.push('ended' in command.alert ? waitEndText(command.alert.ended) : 'failures');
  }

  press(...keys: readonly string[]): void {
    press(this.machine, ...keys);
  }

  /** Carries out what the operator ordered first, and hasn't been carried out yet. */
  commit(): void {
    const order = this.machine.state.writing.find((each) => !this.#committed.includes(each));
    if (order === undefined || !('jobs' in order)) throw new Error('nothing is ordered');
    const isUndo = order.action === 'undo';
    const isCancel = (isUndo ? order.of : order.action) === 'cancel';
    const [done, undone] = isCancel ? (['cancelled', 'running'] as const) : (['queued', 'failed'] as const);
    // What is undone is as it was, with the end that it had.
    this.#become(order.jobs[0]?.id ?? '', isUndo ? undone : done, 0);
    this.#committed.push(order);
  }

  /** Tells how the first order that was carried out ended. */
  answer(): void {
    const order = this.#committed.shift();
    if (order === undefined || !('jobs' in order)) throw new Error('nothing was carried out');
    const id = order.jobs[0]?.id ?? '';
    const rows = [{ id, statusText: 'S', retryCount: 0, before: 'b', after: 'a' }];
    const written = order.action === 'undo' ? {} : { written: rows };
    const outcome = { kind: 'done', sentence: 'Done', changed: 1, jobs: 1, ...written } as const;
    this.handle({ type: 'written', order, outcome, at: this.#now });
  }

  /** Another program of the operator's tells what it has done. */
  tell(id: string): void {
    this.#others.delete(id);
    const act = { action: 'cancel', takenBack: false, changed: 1, jobs: 1, ids: [id] } as const;
    this.handle({ type: 'acts', acts: [{ ...act, at: this.#now }] });
  }

  /** What the operator is told once nothing is on its way any more. */
  outcome(): Readonly<Record<string, unknown>> {
    for (let reading = 0; reading < 3; reading += 1) this.show();
    const { state } = this.machine;
    const { feed, wait, waitEnded, question, selection, pending, marked, own, writing } = state;
    const counted = (...kinds: readonly FeedEntry['kind'][]) =>
      feed.filter(({ kind }) => kinds.includes(kind)).reduce((sum, { count }) => sum + count, 0);
    return {
      failed: counted('failed'),
      cancelled: counted('cancelled', 'operator'),
      others: [...this.#others.values()].filter((status) => status === 'failed' || status === 'cancelled'),
      own: counted('own'),
      alerts: this.alerts.toSorted(),
      wait: wait === null ? waitEnded && waitEndText(waitEnded) : waitText(wait),
      question: question?.order.action ?? null,
      selected: selection.id,
      ...{ pending, marked: [...marked.keys()], writing: writing.length },
      left: own.failed + own.cancelled,
      list: [state.mode, state.sort.by, state.filter.statuses, state.filter.cleared !== null],
    };
  }
}

function failed(job: Job, completedAt = 0): Job {
  return { ...job, status: 'failed', completedAt };
}

type Step = (world: World) => void;
const reads: Step = (world) => world.read();
const shows: Step = (world) => world.show();
const commits: Step = (world) => world.commit();
const answers: Step = (world) => world.answer();
const writes: Step = (world) => {
  world.commit();
  world.answer();
};
const keys =
  (...names: readonly string[]): Step =>
  (world) =>
    world.press(...names);
const goesTo = (id: string) => keys('g', ...Array.from({ length: Number(id) }, () => 'j'));
const becomes =
  (id: string, status: JobStatus): Step =>
  (world) =>
    world.become(id, status);

/** The first job, which had failed, is put back by the operator, and shown so. */
const retried = [goesTo('0'), keys('R'), writes, shows, shows];
const ended = [shows, becomes('5', 'complete'), becomes('6', 'complete'), shows];

/** What the machine may wait for: what comes before, how the wait begins, and what ends it. */
const pending: Readonly<Record<string, readonly (readonly Step[])[]>> = {
  'a picture': [[], [], [shows]],
  'the outcome of a cancel': [[goesTo('5')], [keys('c', 'y')], [writes]],
  'the outcomes of two cancels, one of which is shown': [
    [goesTo('5'), keys('c', 'y'), commits, shows, goesTo('6')],
    [keys('c', 'y'), commits],
    [answers, answers],
  ],
  'the picture that shows a cancel': [[goesTo('5')], [keys('c', 'y'), writes], [shows]],
  'the outcome of an undo': [retried, [keys('u')], [writes]],
  'the picture that shows an undo': [retried, [keys('u'), writes], [shows]],
  'the picture that shows a retry and its undo': [
    [goesTo('0')],
    [keys('R'), writes, keys('u'), writes],
    [shows],
  ],
  'the picture that shows a cancel and its undo': [
    [goesTo('5')],
    [keys('c', 'y'), writes, keys('u'), writes],
    [shows],
  ],
  'word of what another program of the operator did': [
    [],
    [becomes('5', 'cancelled')],
    [(world) => world.tell('5')],
  ],
  'the end of a job': [[goesTo('5')], [keys('W')], ended],
  'the end of another job than before': [
    [goesTo('5'), keys('W')],
    [keys('W'), goesTo('6'), keys('W')],
    ended,
  ],
  'a job that was gone to': [[], [keys(':', '6', 'Enter')], [shows]],
  'a job that is found': [[], [keys('/', '6', 'Enter')], [shows]],
  'the answer to a question': [[goesTo('5')], [keys('c')], [keys('n')]],
  'the jobs that a question is about': [[keys('*'), shows], [keys('R')], [shows, keys('y')]],
  'the end of a whole list': [[], [keys('*', 'W')], ended],
  'another list': [[], [keys('2')], [shows]],
  'another order': [[], [keys('s', 'j', 'Enter')], [shows]],
  'the last job': [[], [keys('G')], [shows]],
  'the jobs to hide': [[becomes('4', 'complete'), shows], [keys('x')], [shows]],
};

/** What may happen before that. The first picture shown was read before the wait began. */
const between: Readonly<Record<string, readonly Step[]>> = {
  'a picture comes': [shows],
  'two pictures come': [shows, shows],
  'another job fails': [becomes('3', 'failed'), shows, shows],
  'others cancel another job': [becomes('3', 'cancelled'), shows, shows],
  'another program of the operator cancels a job': [
    becomes('2', 'cancelled'),
    (world) => world.tell('2'),
    shows,
  ],
  'another job leaves': [(world) => world.remove('7'), shows, shows],
  'nothing can be read': [(world) => world.handle({ type: 'problem', problem: busy, at: 100 })],
  'the file changes': [(world) => world.handle({ type: 'changed', at: 100 })],
  'the screen changes its size': [
    (world) => world.handle({ type: 'room', room: { ...world.machine.state.room, list: 9 } }),
  ],
};

describe.each(Object.entries(pending))('the machine, waiting for %s', (_, parts) => {
  const [before = [], begins = [], ends = []] = parts;
  const outcome = (...steps: readonly Step[]) => {
    const world = new World();
    for (const step of [...before, ...steps]) step(world);
    return world.outcome();
  };

  it.each(Object.entries(between))(
    'tells the same whether %s meanwhile, before or after that',
    (__, steps) => {
      const inTurn = [outcome(...steps, ...begins, ...ends), outcome(...begins, ...ends, ...steps)];
      for (const { failed, cancelled, others } of inTurn)
        expect(others).toHaveLength(Number(failed) + Number(cancelled));
      expect(inTurn).toContainEqual(outcome(reads, ...begins, ...steps, ...ends));
    },
  );
});
