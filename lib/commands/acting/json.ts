import { storedId } from '../../model/job.js';
import type { PicturedDatabase } from '../../model/picture.js';
import { databaseIn, databaseOfJob, idIn, printed, timeOf } from '../../view/text-out/json-parts.js';
import { type ActionReport, countWith } from './report.js';

/** The database, or what is known of several. */
interface ReportDatabases {
  readonly path: string;
  readonly pictured?: readonly PicturedDatabase[];
}

/** What was done to which jobs, as one line of JSON, without a line end. Schema 1, like that of the list. */
export function reportJson(
  report: ActionReport,
  { path, pictured }: ReportDatabases,
  isDryRun: boolean,
): string {
  const { action, asOf, jobs, problems, signal } = report;
  const [problem = null] = problems;
  return printed({
    schema: 1,
    as_of: timeOf(asOf),
    ...databaseIn({ databases: pictured }, path),
    action,
    dry_run: isDryRun,
    to_do: countWith(report, 'to_do'),
    done: countWith(report, 'done'),
    moved_on: countWith(report, 'moved_on'),
    not_allowed: countWith(report, 'not_allowed'),
    not_found: countWith(report, 'not_found'),
    not_tried: countWith(report, 'not_tried'),
    unknown: countWith(report, 'unknown'),
    still_leased: report.leased,
    parser_paused: report.paused,
    interrupted: signal !== null,
    problem:
      problem === null ? null : { code: problem.code, sentence: problem.sentence, advice: problem.advice },
    jobs: jobs.map(({ id, result, statusText }) => ({
      id: idIn(storedId(id)),
      ...databaseOfJob('database', id),
      result,
      status: statusText,
    })),
  });
}
