import { type EndCounts, type EndsOf, endSteps } from '../../model/monitoring/ends.js';
import { parserKey } from '../../model/parsers.js';
import type { EndsAsked } from '../../model/picture.js';
import { versionsInService } from '../tables/plugin-versions.js';
import type { QueueSource } from './jobs/queue-source.js';

/**
 * How many jobs ended, and how many of them failed, over a period up to `asOf` and the one before it, both in ms; null
 * where the queue keeps no jobs that are done, so that nothing would tell.
 */
export function readEnds(source: QueueSource, periodMs: number, of: EndsOf, asOf: number): EndCounts | null {
  const { database, shape, queue } = source;
  if (shape.queue?.lacks.includes('done')) return null;
  const steps = endSteps(periodMs, asOf);
  const served = JSON.stringify(Object.fromEntries(versionsInService(database, shape)));
  const tally = queue.endTally(steps, of, served);
  const { done, failed, recordedFrom } = tally;
  return { periodMs, first: steps.first, done, failed, recordedFrom, of: rowKey(of) };
}

/** The same for a panel, if they were requested; nothing over all times. */
export function endsIn(
  source: QueueSource,
  periodMs: number | null,
  of: EndsOf | null,
  asOf: number,
): { readonly ends?: EndCounts | null } {
  return periodMs === null || of === null ? {} : { ends: readEnds(source, periodMs, of, asOf) };
}

/** Whose jobs a panel asks for: those of its chosen row, or of all its rows; null: nobody's. */
export function endsOf(asked: EndsAsked | undefined, chosen: EndsOf | undefined, all: EndsOf): EndsOf | null {
  if (asked === undefined) return null;
  return asked === 'all' ? all : (chosen ?? null);
}

/** The key of the row whose jobs these are; null for those of several. */
function rowKey(of: EndsOf): string | null {
  if (of.kind === 'worker') return of.name;
  return of.kind === 'parser' ? parserKey(of.name, of.version) : null;
}
