import { expect } from '@jest/globals';
import type { ActionResult, SeenJob } from '../../lib/actions/action.js';
import type { Mode } from '../../lib/machine/state/state.js';
import { everyJob } from '../../lib/model/filter.js';
import type { Job, JobStatus } from '../../lib/model/job.js';
import type { Picture, PictureRequest } from '../../lib/model/picture.js';
import { workerNameOf } from '../../lib/model/worker.js';
import { allQueues } from '../../lib/schema/known-queues.js';
import type { Dialect } from '../../lib/schema/queue-folder.js';
import type { SnapshotReader } from '../../lib/snapshot/port.js';
import { jobLines } from '../../lib/view/job/job-lines.js';
import { frameOf } from '../../lib/view/screen/frame-of.js';
import { textOf } from '../../lib/view/text/line.js';
import { type Ended, inTime } from '../end-to-end/inside.js';
import { readWhole } from '../postgres/same-rows.js';
import { appearance, contextWith, drawn, stateWith } from '../view/scene.js';
import { leftBetween, type TableRow } from './left-rows.js';
import { inDialect, now, type QueueDeed, type QueueScene } from './scene.js';
import { scenes } from './scenes.js';

/** Every job, with the causes of failures, and how many ended. */
export const all: PictureRequest = {
  filter: everyJob,
  ...{ anchor: { kind: 'index', index: 0 }, before: 0, after: 100, failures: 5, causes: { sampleOf: null } },
  monitoring: { periodMs: 60_000, endsMs: 604_800_000 },
};

/** What a reader shows; fails with the sentence of its problem. */
async function pictureBy(reader: SnapshotReader, request: PictureRequest = all): Promise<Picture> {
  const result = await readWhole(reader, request);
  if (result.kind === 'problem') throw new Error(result.problem.sentence);
  return result.picture;
}

const ended: readonly JobStatus[] = ['complete', 'failed', 'cancelled'];

/** Expects a reader to show a scene: each job once and as it should be, the counts of all of them, and their causes. */
export async function expectScene(
  reader: SnapshotReader,
  { name, jobs, causes, idle, args: [path, value], most, attempts = {} }: Omit<QueueScene, 'make'>,
): Promise<void> {
  const { queue, window, counts, causes: shown, monitoring } = await pictureBy(reader);
  expect(queue?.name).toBe(name);
  // Where jobs that are done aren't kept, zeros would be a lie.
  expect(monitoring?.ends === null).toBe(queue?.lacks.includes('done'));
  expect(Object.fromEntries(window.jobs.map((job) => [job.id, job]))).toEqual(
    Object.fromEntries(
      Object.entries(jobs).map(([id, job]) => [id, expect.objectContaining({ id, ...job })]),
    ),
  );
  const ends = window.jobs.map(({ id, completedAt }) => [id, completedAt !== null]);
  expect(ends).toEqual(window.jobs.map(({ id, status }) => [id, ended.includes(status)]));
  for (const { id } of [window.jobs[0], window.jobs.at(-1)].flatMap((job) => job ?? [])) {
    const anchor = { kind: 'job', id, index: 0 } as const;
    for (const given of [{ anchor, after: 1 }, { filter: { ...everyJob, ids: [id, 'none'] } }])
      expect((await pictureBy(reader, { ...all, ...given })).window.jobs.map((job) => job.id)).toEqual([id]);
  }
  const asked = await pictureBy(reader, {
    ...{ ...all, pace: { atHand: null }, parsers: { periodMs: null, of: null } },
    workers: { periodMs: 300_000, of: null, jobs: 5 },
  });
  const held = window.jobs.filter(({ waiting }) => waiting !== null && waiting.kind !== 'line');
  const isPaced = !queue?.lacks.includes('done');
  expect([name, asked.pace?.heldBack]).toEqual([name, isPaced ? held.length : undefined]);
  // Our own tables and words have no place there, and what isn't recorded is no 0, and has its reason beside it.
  const panel = (mode: Mode, given: Partial<Picture> = {}) => {
    const connection = { kind: 'live', picture: { ...asked, ...given } } as const;
    const state = stateWith({ mode, connection });
    return drawn(frameOf(state, { columns: 80, rows: 24 }, now, appearance)).replace(/[\s│]+/g, ' ');
  };
  const noRuns = { periodMs: null, rows: [], total: 0, lastFailed: null };
  const panels = [
    ...(['MONITORING_PANEL', 'WORKERS_PANEL', 'PARSERS_PANEL'] as const).map((mode) => panel(mode)),
    panel('PARSERS_PANEL', { parsers: noRuns }),
  ].join();
  const ours = /migrate|pars|versions|names a worker|Done: 0|\b0 done/i.exec(panels)?.[0];
  expect([name, ours, panels.includes('─ KINDS ─')]).toEqual([name, undefined, true]);
  for (const [lack, why] of [
    ['starts', 'does not record how long a finished job ran'],
    ['done', 'keeps no jobs that are done, and none has failed yet'],
    ['workers', 'does not record who works on a job'],
  ] as const)
    expect([name, lack, panels.includes(why)]).toEqual([name, lack, queue?.lacks.includes(lack)]);
  const having = (status: string) => Object.values(jobs).filter((job) => job.status === status).length;
  for (const [status, count] of Object.entries(counts ?? {}))
    expect([status, count]).toEqual([status, having(status)]);
  expect(shown?.groups.map(({ text, count }) => [text, count])).toEqual(Object.entries(causes));
  const { workers } = asked;
  const rows = workers?.rows.filter(({ running }) => running === 0) ?? [];
  if (idle !== undefined)
    expect(rows).toEqual([expect.objectContaining({ name: idle, done: 0, lastAt: now })]);
  const busy = window.jobs.filter(({ status }) => status !== 'queued');
  const names = new Set([idle, ...busy.map((job) => workerNameOf(job.workerHost, job.workerPid))]);
  const known = [...names].filter((each) => (each ?? null) !== null);
  expect([name, workers?.others]).toEqual([name, known.length - (workers?.total ?? 0)]);
  // Only now, as when an operator chooses a column: until then nobody read the arguments.
  const args = { paths: [path, 'args.none'], keys: true } as const;
  const read = await pictureBy(reader, { ...all, args });
  const [first] = Object.keys(jobs);
  expect(read.window.jobs.find(({ id }) => id === first)?.args).toEqual([{ path, value }]);
  expect(read.argKeys).toContain(path);
  const detailOf = async (id: string) =>
    (await pictureBy(reader, { ...all, detail: { id, failuresFrom: 0, failures: 5 } })).detail;
  expect([name, (await detailOf(first ?? ''))?.mostAttempts]).toEqual([name, most]);
  for (const [id, earlier] of Object.entries(attempts)) {
    const detail = await detailOf(id);
    const shownAttempts = detail?.attempts?.map(({ attempt, cause }) => [attempt, cause?.text]) ?? [];
    expect(detail?.attempts?.filter(({ at }) => at === undefined) ?? []).toEqual([]);
    expect([id, shownAttempts, detail?.failureCount]).toEqual([id, earlier, 0]);
  }
}

export const dayMs = 86_400_000;

/**
 * Expects running jobs, {@link dayMs} after the scene, to miss no heartbeat and no progress that their queue never records,
 * and to count nothing as files.
 */
export async function expectLateSigns(reader: SnapshotReader, name: string): Promise<void> {
  const { window, troubles, queue } = await pictureBy(reader);
  const { lacks = [] } = queue ?? {};
  const at = now + dayMs;
  const context = { ...contextWith(), now: at, heldUntil: at, lacks, progress: new Map() };
  const rows = window.jobs
    .filter(({ status }) => status === 'running')
    .map((job) => jobLines(job, 120, context).map(textOf).join(' '));
  const misses = (what: 'heartbeats' | 'progress', words: RegExp) =>
    rows.some((row) => words.test(row)) && lacks.includes(what);
  expect([name, misses('heartbeats', /silent|no sign/), misses('progress', /no progress/)]).toEqual([
    ...[name, false, false],
  ]);
  if (lacks.includes('heartbeats')) expect([name, troubles?.silent]).toEqual([name, 0]);
  expect([name, rows.filter((row) => /\bfiles?\b/.test(row))]).toEqual([name, []]);
}

/** The jobs that a reader shows, by name; as they are to be given to an action. */
export async function jobsNamed(reader: SnapshotReader): Promise<ReadonlyMap<string, Job>> {
  return new Map([...(await jobsById(reader)).values()].map((job) => [job.name, job]));
}

type Act = (action: 'retry' | 'cancel', job: SeenJob) => Promise<ActionResult>;

/** What each action leads from and to, as jobs are shown. */
const meant = { retry: 'queued', cancel: 'cancelled' } as const;

/**
 * Expects each action to lead each job where its queue's folder says, as the job is shown afterwards, or to refuse in a
 * sentence and leave it alone. What it does to rows, and to jobs that have moved on, is for `expectDeed`.
 */
export async function expectActions(
  reader: SnapshotReader,
  act: Act,
  dialect: Dialect,
  { name, isOfFailure }: Pick<QueueScene, 'name' | 'isOfFailure'>,
): Promise<void> {
  const folder = allQueues().folders.find(({ kind }) => kind.name === name);
  for (const action of ['retry', 'cancel'] as const) {
    const before = await jobsById(reader);
    for (const job of before.values()) {
      const { id, statusText, retryCount } = job;
      const about = [name, action, id, job.status];
      const isMeant =
        folder?.actions.has(`${action}.${dialect}`) && folder.kind.from[action].includes(job.status);
      const result = await act(action, { id, statusText, retryCount });
      const now = (await jobsById(reader)).get(id);
      if (result.kind === 'problem') {
        expect([about, result.problem.sentence]).toEqual([about, expect.stringMatching(/^[A-Z].*\.$/)]);
        expect([about, now]).toEqual([about, job]);
        continue;
      }
      expect([about, isMeant, result]).toEqual([about, true, expect.objectContaining({ changed: 1 })]);
      // What is cancelled while it runs may go on until its worker hears of it, and what is discarded is gone.
      const after = now?.status ?? (isOfFailure ? meant[action] : 'cancelled');
      if (!(action === 'cancel' && job.status === 'running'))
        expect([about, after]).toEqual([about, meant[action]]);
    }
  }
}

async function jobsById(reader: SnapshotReader): Promise<ReadonlyMap<string, Job>> {
  return new Map((await pictureBy(reader)).window.jobs.map((job) => [job.id, job]));
}

/** The actions of all scenes in one kind of database: a title, the statements that make the scene, and the action. */
export function deedsIn(dialect: Dialect): (readonly [string, string, QueueDeed])[] {
  return scenes.flatMap(({ name, make: { [dialect]: sql }, actions = [] }) =>
    sql === undefined
      ? []
      : actions.map((deed) => [`${name}, ${deed.action} ${deed.id}`, sql, deed] as const),
  );
}

/** A database with a scene in it, as an action finds it and leaves it. */
export interface QueueAtHand {
  readonly dialect: Dialect;
  /** Reads what is there now. */
  readonly reader: SnapshotReader;
  readonly act: (action: QueueDeed['action'], job: SeenJob) => Promise<ActionResult>;
  /** The schema, and every row of every table. */
  readonly dump: () => Promise<{ readonly schema: readonly string[]; readonly rows: readonly TableRow[] }>;
}

/**
 * Expects an action to do to one job what its own project does, once, and nothing to any other row or to the schema; and
 * nothing at all to a job that has been tried more often than was seen, or is in another status.
 */
export async function expectDeed(queue: QueueAtHand, deed: QueueDeed): Promise<void> {
  const { action, id } = deed;
  const leaves = inDialect(deed.leaves ?? [], queue.dialect);
  const before = await queue.dump();
  const job = (await jobsById(queue.reader)).get(id);
  if (job === undefined) throw new Error(`no job ${id}`);
  const seen: SeenJob = { id, statusText: job.statusText, retryCount: job.retryCount };
  const moved = { statusText: job.status === 'running' ? 'QUEUED' : 'RUNNING' };
  // As many times as it would have been tried in that status, too.
  const counts = [-1, 0, 1].map((more) => ({ ...moved, retryCount: seen.retryCount + more }));
  for (const other of leaves.length > 0 ? [{ retryCount: seen.retryCount + 1 }, ...counts] : []) {
    expect(await queue.act(action, { ...seen, ...other })).not.toMatchObject({ changed: 1 });
    expect(await queue.dump()).toEqual(before);
  }
  const result = await queue.act(action, seen);
  expect(sentenceOf(result)).toContain(inDialect(deed.says, queue.dialect));
  const after = await queue.dump();
  expect(after.schema).toEqual(before.schema);
  expect(leftBetween(before.rows, after.rows)).toEqual(leaves);
  if (deed.again === true) return;
  await queue.act(action, seen);
  expect(await queue.dump()).toEqual(after);
}

function sentenceOf(result: ActionResult): string {
  if (result.kind !== 'problem') return 'sentence' in result ? result.sentence : '';
  return `${result.problem.sentence} ${result.problem.advice}`;
}

/** Runs a command of the program. */
type Run = (args: readonly string[]) => Promise<Ended>;

interface Shown {
  readonly queue_kind?: { readonly name: string };
  readonly databases?: readonly { readonly name: string; readonly queue_kind?: { readonly name: string } }[];
  readonly jobs: readonly { readonly id: number; readonly database?: string; readonly status: string }[];
}

/** A database with a queue of ours, which has one job, and those of scenes. */
export interface Several {
  /** Its path or address, and the name of that. */
  readonly place: string;
  readonly name: string;
  /** The other queues, in their order. */
  readonly others: readonly string[];
}

/**
 * Expects each queue of a database to be in one list, ours first, with its name; one of them alone where it is named; and
 * another name to be answered by those that there are. Actions go to the queue that has the job.
 */
export async function expectSeveral(run: Run, { place, name, others }: Several): Promise<void> {
  const shown = async (...args: readonly string[]): Promise<Shown> => {
    const { code, out, errors } = await run(['--json', place, ...args]);
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    return JSON.parse(out) as Shown;
  };
  const all = await shown();
  expect(all.databases?.map((each) => [each.name, each.queue_kind?.name])).toEqual([
    [name, undefined],
    ...others.map((each) => [each, each]),
  ]);
  expect(new Set(all.jobs.map(({ database }) => database))).toEqual(new Set([name, ...others]));
  expect(await shown('--queue', 'cf_processing_queue')).toMatchObject({ jobs: [{ id: 1 }] });
  const river = await shown('--queue', 'river');
  expect(river.queue_kind?.name).toBe('river');
  expect(river.jobs.length).toBe(all.jobs.filter(({ database }) => database === 'river').length);

  const unknown = await run(['--json', place, '--queue', 'rivver']);
  expect(unknown).toMatchObject({ code: 1, out: '' });
  const there = `${['cf_processing_queue', ...others.slice(0, -1)].join(', ')} and ${others.at(-1)}`;
  expect(unknown.errors).toContain(`There is no queue "rivver" in this database, but ${there}.`);

  const failed = (queue: Shown) => queue.jobs.filter(({ status }) => status === 'failed').length;
  expect(await run(['retry', place, '7', '--queue', 'river', '--yes'])).toMatchObject({ code: 0 });
  expect(await run(['cancel', place, `river:1`, '--yes'])).toMatchObject({ code: 0 });
  const after = await shown();
  const jobs = (queue: string, { jobs: each }: Shown) =>
    each.flatMap(({ id, database, status }) => (database === queue ? [{ id, status }] : []));
  expect(failed(after)).toBe(failed(all) - 1);
  for (const other of [name, ...others.filter((each) => each !== 'river')])
    expect(jobs(other, after)).toEqual(jobs(other, all));
  expect(jobs('river', after)).toEqual(
    expect.arrayContaining([
      { id: 7, status: 'queued' },
      { id: 1, status: 'cancelled' },
    ]),
  );
  const { out } = await inTime(() => run(['doctor', place]));
  expect(out).toMatch(new RegExp(`^ok +queues +cf_processing_queue, ${others.join(', ')}: `, 'm'));
}
