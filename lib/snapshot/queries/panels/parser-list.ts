import { periodBegin } from '../../../model/monitoring/ends.js';
import {
  type ParserList,
  type ParserPause,
  type ParsersRequest,
  parserRows,
} from '../../../model/panels/parsers.js';
import { versionsInService } from '../../tables/plugin-versions.js';
import type { QueueSource } from '../jobs/queue-source.js';
import { readJobs } from '../jobs/read-jobs.js';
import { pausedParsers } from '../jobs/read-waiting.js';
import { endsIn } from '../read-pace.js';
import type { PictureSource } from './read-workers.js';

/** At most this many rows are returned; others are only counted. */
const mostRows = 1000;

/**
 * What parsers did in the period before the picture (`periodMs` null: in all time), and the last failed job of the row
 * with the key `of`, else of the first row.
 */
export function readParsers(source: PictureSource, asked: ParsersRequest): ParserList {
  const { database, shape, queue, asOf } = source;
  const { periodMs, of } = asked;
  const from = periodMs === null ? Number.NEGATIVE_INFINITY : periodBegin(periodMs, asOf) - 1;
  const served = JSON.stringify(Object.fromEntries(versionsInService(database, shape)));
  const tallies = queue.parserTallies(from, served);
  const rows = parserRows(tallies, pausesIn(source));
  const chosen = rows.find(({ key }) => key === of) ?? rows[0];
  const id = chosen?.lastFailure?.id;
  const [job] = id === undefined ? [] : readJobs(database, shape, [id], 1, asOf);
  return {
    periodMs,
    rows: rows.slice(0, mostRows),
    total: rows.length,
    lastFailed: chosen === undefined || job === undefined ? null : { of: chosen.key, job },
    ...endsIn(source, asked, chosen && { kind: 'parser', name: chosen.name, version: chosen.version }, {
      kind: 'parse-jobs',
    }),
  };
}

function pausesIn({ database, shape }: QueueSource): ReadonlyMap<string, ParserPause> {
  const paused = [...pausedParsers(database, shape)];
  return new Map(
    paused.map(([name, { since, failures, lastFailure }]) => [
      name,
      { since, failures, reason: lastFailure },
    ]),
  );
}
