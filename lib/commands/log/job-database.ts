import { wrongUsage } from '../../cli/exit-codes.js';
import { everyJob } from '../../model/filter.js';
import { databaseOf, idWithin, type JobId } from '../../model/job.js';
import { sanitize } from '../../view/text/sanitize.js';
import { askedJob, possibleIds, qualifiedIds, unclear } from '../asked-job.js';
import { type NamedCommandDatabase, opened, readSeveral } from '../read-several.js';
import type { World } from '../world.js';

/** The database that a job is in, and its id there; or the exit code, with the reason on stderr. */
export type JobDatabase =
  | { readonly kind: 'found'; readonly database: NamedCommandDatabase; readonly jobId: JobId }
  | { readonly kind: 'unknown'; readonly code: number };

/** Finds the database of a job that was asked for: the one that it is asked for with, else the only one that has it. */
export async function jobDatabase(
  word: string,
  databases: readonly NamedCommandDatabase[],
  world: World,
): Promise<JobDatabase> {
  const asked = askedJob(word, databases);
  const databaseWith = (id: JobId): JobDatabase | null => {
    const database = databases.find(({ name }) => name === databaseOf(id));
    return database === undefined ? null : { kind: 'found', database, jobId: idWithin(id) };
  };
  const said = databaseWith(asked);
  if (said !== null) return said;
  let answer: JobDatabase | null = null;
  const code = await readSeveral(
    opened(databases),
    {
      filter: everyJob,
      anchor: { kind: 'index', index: 0 },
      before: 0,
      after: 0,
      failures: 0,
      targets: { ids: possibleIds([asked], databases) },
    },
    world,
    async (picture) => {
      const found = new Set((picture.targets ?? []).map(({ id }) => id));
      const [doubt] = unclear([asked], found, picture.databases ?? []);
      const [id = asked] = qualifiedIds([asked], found, databases);
      answer = doubt === undefined ? databaseWith(id) : null;
      if (answer !== null) return 0;
      const shown = sanitize(asked, 100);
      world.error.write(`jobs-view: ${doubt ?? `There is no job ${shown} in any of these databases.`}\n`);
      return doubt === undefined ? 1 : wrongUsage;
    },
  );
  return answer ?? { kind: 'unknown', code };
}
