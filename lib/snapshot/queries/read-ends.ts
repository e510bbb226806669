import { type EndCounts, type EndSteps, type EndsOf, endSteps } from '../../model/monitoring/ends.js';
import { parserKey } from '../../model/parsers.js';
import type { EndsAsked } from '../../model/picture.js';
import type { EndTally } from '../index/tallies/end-tallies.js';
import { numberOf } from '../tables/column-value.js';
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
  const tally = queue?.endTally(steps, of, served) ?? tallyBySql(source, steps, of, served);
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

function tallyBySql(
  { database, shape }: QueueSource,
  { stepMs, first, count, until }: EndSteps,
  of: EndsOf,
  served: string,
): EndTally {
  const [done, failed] = [new Array<number>(count).fill(0), new Array<number>(count).fill(0)];
  let earliest = Number.POSITIVE_INFINITY;
  for (const row of database.all(shape.statement('ends'), {
    ':step': stepMs,
    ':from': first * stepMs,
    ':until': until,
    ':worker': of.kind === 'worker' ? of.name : null,
    ':runs': Number(of.kind === 'parsers' || of.kind === 'parser'),
    ':parser': of.kind === 'parser' ? of.name : null,
    ':version': of.kind === 'parser' ? of.version : null,
    ':served': served,
  })) {
    const isDone = row.status === 'complete';
    if (isDone) earliest = Math.min(earliest, numberOf(row, 'first') ?? earliest);
    const step = numberOf(row, 'step');
    if (step !== null) (isDone ? done : failed)[step - first] = numberOf(row, 'jobs') ?? 0;
  }
  return { done, failed, recordedFrom: Number.isFinite(earliest) ? earliest : null };
}
