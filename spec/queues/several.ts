import { expect } from '@jest/globals';
import type { Ended } from '../end-to-end/inside.js';

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
  const { out } = await run(['doctor', place]);
  expect(out).toMatch(new RegExp(`^ok +queues +cf_processing_queue, ${others.join(', ')}: `, 'm'));
}
