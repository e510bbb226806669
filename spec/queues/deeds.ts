import { expect } from '@jest/globals';
import type { ActionResult, SeenJob } from '../../lib/actions/action.js';
import type { Dialect } from '../../lib/schema/queue-folder.js';
import type { SnapshotReader } from '../../lib/snapshot/port.js';
import { readWhole } from '../postgres/same-rows.js';
import { all } from './contract.js';
import type { QueueDeed } from './scene.js';
import { scenes } from './scenes.js';

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
  /** Rows of a query, their values as texts. */
  readonly query: (sql: string) => Promise<readonly (readonly string[])[]>;
  /** The schema, and every row of every table, each with its table's name. */
  readonly dump: () => Promise<{ readonly schema: readonly string[]; readonly rows: readonly string[] }>;
}

/**
 * Expects an action to do to one job what its own project does, once, and nothing to any other row or to the schema; and
 * nothing at all to a job that has been tried more often than was seen, or is in another status.
 */
export async function expectDeed(queue: QueueAtHand, deed: QueueDeed): Promise<void> {
  const { action, id, leaves } = deed;
  const inThis = <T>(value: T | Readonly<Record<Dialect, T>>): T =>
    typeof value === 'object' && value !== null && queue.dialect in value
      ? (value as Readonly<Record<Dialect, T>>)[queue.dialect]
      : (value as T);
  const touched = inThis(deed.touched);
  const before = await queue.dump();
  const picture = await readWhole(queue.reader, all);
  if (picture.kind === 'problem') throw new Error(picture.problem.sentence);
  const job = picture.picture.window.jobs.find((each) => each.id === id);
  if (job === undefined) throw new Error(`no job ${id}`);
  const seen: SeenJob = { id, statusText: job.statusText, retryCount: job.retryCount };
  const moved = { statusText: job.status === 'running' ? 'QUEUED' : 'RUNNING' };
  // As many times as it would have been tried in that status, too.
  const counts = [-1, 0, 1].map((more) => ({ ...moved, retryCount: seen.retryCount + more }));
  for (const other of touched > 0 ? [{ retryCount: seen.retryCount + 1 }, ...counts] : []) {
    expect(await queue.act(action, { ...seen, ...other })).not.toMatchObject({ changed: 1 });
    expect(await queue.dump()).toEqual(before);
  }
  const result = await queue.act(action, seen);
  expect(sentenceOf(result)).toContain(inThis(deed.says));
  const after = await queue.dump();
  expect(after.schema).toEqual(before.schema);
  const gone = before.rows.filter((row) => !after.rows.includes(row));
  const made = after.rows.filter((row) => !before.rows.includes(row));
  expect([...gone, ...made]).toHaveLength(touched);
  if (leaves !== undefined)
    expect(await queue.query(leaves[0])).toEqual(leaves[1].map((row) => row.map(inThis)));
  if (deed.again === true) return;
  await queue.act(action, seen);
  expect(await queue.dump()).toEqual(after);
}

function sentenceOf(result: ActionResult): string {
  if (result.kind !== 'problem') return 'sentence' in result ? result.sentence : '';
  return `${result.problem.sentence} ${result.problem.advice}`;
}
