import { type ActionResult, mostAtOnce, type SeenJob } from '../../actions/action.js';
import type { JobChange } from '../../actions/changes.js';
import { type Deed, DeedTally, deedOn, notUndone, stepsFor } from '../../actions/queue-steps.js';
import { PostgresFailure } from '../link/server-connection.js';
import { quotedName } from '../link/server-link.js';
import type { QueuePlace } from '../queues-there.js';
import { isRefusal } from './change-on-server.js';
import { withPlaces } from './fitted-statement.js';
import type { Run, RunByName } from './server-queue.js';
import type { ServerWriter } from './server-writer.js';

/**
 * Retries or cancels jobs of another program's queue on a server as its own project does, each only if it is still as it
 * was seen: some in one transaction, then the next. Throws what the writer throws.
 */
export async function changeOtherThere(
  writer: ServerWriter,
  place: QueuePlace,
  change: JobChange,
  jobs: readonly SeenJob[],
  isAll: boolean,
  path: string,
): Promise<ActionResult<'retry'>> {
  if (change.statement === 'undo') return { kind: 'problem', problem: notUndone(place.folder, path) };
  const tally = new DeedTally();
  const stepsOf = stepsFor(place.folder, change.statement === 'cancel' ? 'cancel' : 'retry', 'postgres');
  for (let from = 0; from < jobs.length; from += mostAtOnce) {
    const some = jobs.slice(from, from + mostAtOnce);
    // A transaction that is tried again counts once.
    const deeds = await writer.transaction(
      async (run, byName) => {
        await run(`SET LOCAL search_path = ${quotedName(place.schema)}, public`);
        const made: Deed[] = [];
        for (const job of some) made.push(await oneDeed(run, byName, job));
        return made;
      },
      (made) => made.some(({ kind }) => kind === 'done'),
    );
    for (const [at, job] of some.entries()) tally.add(job, deeds[at] ?? { kind: 'moved on' });
  }
  return tally.result(change, jobs, isAll, path);

  async function oneDeed(run: Run, byName: RunByName, job: SeenJob): Promise<Deed> {
    const steps = stepsOf(job);
    if (typeof steps === 'string') return { kind: 'refused', why: steps };
    await run('SAVEPOINT one_job');
    const deed = deedOn(job, steps, place.tables);
    try {
      let next = deed.next();
      while (!next.done) {
        const { sql, values } = next.value;
        const { text, names } = withPlaces(sql);
        next = deed.next(
          await byName(
            text,
            names.map((name) => values[name] ?? null),
          ),
        );
      }
      if (next.value.kind === 'done') {
        await run('RELEASE SAVEPOINT one_job');
        return next.value;
      }
      await run('ROLLBACK TO SAVEPOINT one_job');
      return next.value;
    } catch (error) {
      // An index on unique jobs, for example: another one with this key is waiting.
      const isTaken =
        error instanceof PostgresFailure && error.trouble.kind === 'other' && error.trouble.code === '23505';
      if (!isTaken && !isRefusal(error)) throw error;
      await run('ROLLBACK TO SAVEPOINT one_job');
      return {
        kind: 'refused',
        why: isTaken ? 'Another job with this key is waiting or running.' : 'The table there refuses it.',
      };
    }
  }
}
