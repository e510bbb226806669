import { expect } from '@jest/globals';
import type { ActionResult, SeenJob } from '../../lib/actions/action.js';
import type { Mode } from '../../lib/machine/state/state.js';
import { everyJob } from '../../lib/model/filter.js';
import type { Job, JobStatus } from '../../lib/model/job.js';
import type { Picture, PictureRequest } from '../../lib/model/picture.js';
import { allQueues } from '../../lib/schema/known-queues.js';
import type { Dialect } from '../../lib/schema/queue-folder.js';
import type { SnapshotReader } from '../../lib/snapshot/port.js';
import { jobLines } from '../../lib/view/job/job-lines.js';
import { frameOf } from '../../lib/view/screen/frame-of.js';
import { textOf } from '../../lib/view/text/line.js';
import { readWhole } from '../postgres/same-rows.js';
import { appearance, contextWith, drawn, stateWith } from '../view/scene.js';
import { now, type QueueScene } from './scene.js';

/** Every job, with the causes of failures, and how many ended. */
export const all: PictureRequest = {
  filter: everyJob,
  ...{ anchor: { kind: 'index', index: 0 }, before: 0, after: 100, failures: 5, causes: { sampleOf: null } },
  monitoring: { periodMs: 60_000, endsMs: 604_800_000 },
};

const ended: readonly JobStatus[] = ['complete', 'failed', 'cancelled'];

/** Expects a reader to show a scene: each job once and as it should be, the counts of all of them, and their causes. */
export async function expectScene(
  reader: SnapshotReader,
  { name, jobs, causes, idle, args: [path, value], most, attempts = {} }: Omit<QueueScene, 'make'>,
): Promise<void> {
  const result = await readWhole(reader, all);
  if (result.kind === 'problem') throw new Error(result.problem.sentence);
  const { queue, window, counts, causes: shown, monitoring } = result.picture;
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
    const around = await readWhole(reader, { ...all, anchor, after: 1 });
    const alone = await readWhole(reader, { ...all, filter: { ...everyJob, ids: [id, 'none'] } });
    for (const found of [around, alone])
      expect(found.kind === 'problem' ? found : found.picture.window.jobs.map((job) => job.id)).toEqual([id]);
  }
  const asked = await readWhole(reader, {
    ...{
      ...all,
      pace: { atHand: null },
      parsers: { periodMs: null, of: null },
      workers: { periodMs: 300_000, of: null, jobs: 5 },
    },
  });
  if (asked.kind === 'problem') throw new Error(asked.problem.sentence);
  const held = window.jobs.filter(({ waiting }) => waiting !== null && waiting.kind !== 'line');
  const isPaced = !queue?.lacks.includes('done');
  expect([name, asked.picture.pace?.heldBack]).toEqual([name, isPaced ? held.length : undefined]);
  // Our own tables and words have no place there, and what isn't recorded is no 0, and has its reason beside it.
  const panel = (mode: Mode, given: Partial<Picture> = {}) => {
    const connection = { kind: 'live', picture: { ...asked.picture, ...given } } as const;
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
  const { workers } = asked.picture;
  const rows = workers?.rows.filter(({ running }) => running === 0) ?? [];
  if (idle !== undefined)
    expect(rows).toEqual([expect.objectContaining({ name: idle, done: 0, lastAt: now })]);
  expect(workers?.others).toBeGreaterThanOrEqual(0);
  // Only now, as when an operator chooses a column: until then nobody read the arguments.
  const args = { paths: [path, 'args.none'], keys: true } as const;
  const read = await readWhole(reader, { ...all, args });
  if (read.kind === 'problem') throw new Error(read.problem.sentence);
  const [first] = Object.keys(jobs);
  expect(read.picture.window.jobs.find(({ id }) => id === first)?.args).toEqual([{ path, value }]);
  expect(read.picture.argKeys).toContain(path);
  const one = await readWhole(reader, { ...all, detail: { id: first ?? '', failuresFrom: 0, failures: 5 } });
  expect([name, one.kind === 'problem' ? one : one.picture.detail?.mostAttempts]).toEqual([name, most]);
  for (const [id, earlier] of Object.entries(attempts)) {
    const one = await readWhole(reader, { ...all, detail: { id, failuresFrom: 0, failures: 5 } });
    const detail = one.kind === 'problem' ? null : one.picture.detail;
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
  const result = await readWhole(reader, all);
  if (result.kind === 'problem') throw new Error(result.problem.sentence);
  const { window, troubles, queue } = result.picture;
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
  const result = await readWhole(reader, all);
  if (result.kind === 'problem') throw new Error(result.problem.sentence);
  return new Map(result.picture.window.jobs.map((job) => [job.id, job]));
}
