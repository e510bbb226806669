import { storedId } from '../../model/job-id.js';
import type { PicturedDatabase } from '../../model/picture.js';
import { databaseIn, databaseOfJob } from '../../view/json-parts.js';
import { idIn, printed, timeOf } from '../../view/json-values.js';
import { countOfFate, type Outcome } from './outcome.js';

/** The database, or what is known of several. */
interface OutcomeDatabases {
  readonly path: string;
  readonly pictured?: readonly PicturedDatabase[];
}

/** What was done to which jobs, as one line of JSON, without a line end. Schema 1, like that of the list. */
export function outcomeJson(
  outcome: Outcome,
  { path, pictured }: OutcomeDatabases,
  isDryRun: boolean,
): string {
  const { action, asOf, jobs, problems, signal } = outcome;
  const [problem = null] = problems;
  return printed({
    schema: 1,
    as_of: timeOf(asOf),
    ...databaseIn({ databases: pictured }, path),
    action,
    dry_run: isDryRun,
    to_do: countOfFate(outcome, 'to_do'),
    done: countOfFate(outcome, 'done'),
    moved_on: countOfFate(outcome, 'moved_on'),
    not_allowed: countOfFate(outcome, 'not_allowed'),
    not_found: countOfFate(outcome, 'not_found'),
    not_tried: countOfFate(outcome, 'not_tried'),
    unknown: countOfFate(outcome, 'unknown'),
    still_leased: outcome.leased,
    parser_paused: outcome.paused,
    interrupted: signal !== null,
    problem:
      problem === null ? null : { code: problem.code, sentence: problem.sentence, advice: problem.advice },
    jobs: jobs.map(({ id, fate, statusText }) => ({
      id: idIn(storedId(id)),
      ...databaseOfJob('database', id),
      result: fate,
      status: statusText,
    })),
  });
}
