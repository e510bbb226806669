import type { Job, JobId } from '../job.js';
import { leastRuns } from '../job-detail.js';
import type { EndCounts, EndsAsked } from '../monitoring/ends.js';
import type { Between } from '../monitoring/monitoring.js';

/** How far back the parsers panel looks, ms; null: over all jobs that the queue has. */
export const parserPeriods = [3_600_000, 86_400_000, 604_800_000, null] as const;

/** How far back it looks before anybody has chosen. */
export const firstParserPeriod = 86_400_000;

/** What the queue's rows say of the runs of one version of a parser. Times in ms since the epoch. */
export interface ParserTally {
  /** As the list shows it, without its version. Untrusted. */
  readonly name: string;
  /** Null where nothing says it. Untrusted. */
  readonly version: string | null;
  /** Jobs that ended in the window. */
  readonly done: number;
  readonly failed: number;
  /** Percentiles of how long they took, ms: at least half of them no longer than `p50`; null if no record says. */
  readonly p50: number | null;
  readonly p95: number | null;
  /** Where these lie, if the runs are those of several databases and it isn't known exactly. */
  readonly between?: { readonly p50: Between; readonly p95: Between };
  /** The rows of these jobs' outputs together, and for how many of the jobs they are recorded; null if for none. */
  readonly rows: number | null;
  readonly jobsWithRows: number;
  /** The one that failed last. */
  readonly lastFailure: { readonly id: JobId; readonly at: number | null } | null;
  /** Jobs that have failed, whenever they did. */
  readonly everFailed: number;
}

/** Since when and why a parser's jobs aren't dispatched; null where the record doesn't say. The reason is untrusted. */
export interface ParserPause {
  readonly since: number | null;
  readonly failures: number | null;
  readonly reason: string | null;
}

/** A version of a parser as the panel shows it. */
export interface ParserRow extends ParserTally {
  /** What tells it from the others. */
  readonly key: string;
  readonly pause: ParserPause | null;
  /** The version before it, if both have enough runs in the period, and how this one differs from it. */
  readonly before: ParserDifference | null;
  /** Failed jobs of the parser, of all its versions, whenever they failed. */
  readonly retriable: number;
}

/** How a version's runs differ from those of the version before it. */
export interface ParserDifference {
  readonly version: string | null;
  /** The difference of the shares that succeeded, from -1 to 1. */
  readonly success: number;
  /** The difference of the medians, ms; null if either is unknown. */
  readonly p50: number | null;
  /** The difference of the average rows of a job, over jobs whose rows are known; null if either is unknown. */
  readonly rowsPerJob: number | null;
}

/** Asks how parsers did within the last `periodMs` (null: ever); and for the last failed job of one row, by its key. */
export interface ParsersRequest {
  readonly periodMs: number | null;
  readonly of: string | null;
  readonly ends?: EndsAsked;
}

/** How the parsers do, if a picture was asked for that. */
export interface ParserList {
  readonly periodMs: number | null;
  /** Paused parsers first, then those with most failures in the period; of one parser the newest version first. */
  readonly rows: readonly ParserRow[];
  /** How many there are, including those that weren't returned. */
  readonly total: number;
  /** The last failed job of the row that was asked for; null where there is none. */
  readonly lastFailed: { readonly of: string; readonly job: Job } | null;
  /** How many runs ended, if requested; null where the queue doesn't keep those that are done. */
  readonly ends?: EndCounts | null;
}

/** The versions of parsers that have runs in the period, and parsers that are paused, in the panel's order. */
export function parserRows(
  tallies: readonly ParserTally[],
  pauses: ReadonlyMap<string, ParserPause>,
): readonly ParserRow[] {
  const known = new Set(tallies.map(({ name }) => name));
  const others = [...pauses.keys()].filter((name) => !known.has(name)).map(withoutRuns);
  const parsers = new Map<string, ParserTally[]>();
  for (const tally of [...tallies, ...others]) {
    const versions = parsers.get(tally.name);
    if (versions === undefined) parsers.set(tally.name, [tally]);
    else versions.push(tally);
  }
  return [...parsers]
    .map(([name, versions]) => rowsOf(versions, pauses.get(name) ?? null))
    .filter((rows) => rows.length > 0)
    .sort(compareParsers)
    .flat();
}

/** What tells a version of a parser from all others. */
export function parserKey(name: string, version: string | null): string {
  return JSON.stringify([name, version]);
}

/** The share of a version's runs that succeeded; null where there are none. */
export function successOf({ done, failed }: Pick<ParserTally, 'done' | 'failed'>): number | null {
  return done + failed === 0 ? null : done / (done + failed);
}

function runsOf({ done, failed }: Pick<ParserTally, 'done' | 'failed'>): number {
  return done + failed;
}

/** How many rows a job of a version has on average, of those whose rows are known; null where there are none. */
export function rowsPerJob({
  rows,
  jobsWithRows,
}: Pick<ParserTally, 'rows' | 'jobsWithRows'>): number | null {
  return rows === null ? null : rows / jobsWithRows;
}

/** Which of two versions is the older one: below zero for the first. Numbers count as such: 1.9 is before 1.10. */
export function compareVersions(one: string | null, other: string | null): number {
  if (one === null || other === null) return Number(one !== null) - Number(other !== null);
  const [parts, otherParts] = [partsOf(one), partsOf(other)];
  for (let at = 0; at < Math.max(parts.length, otherParts.length); at += 1) {
    const by = comparePart(parts[at], otherParts[at]);
    if (by !== 0) return by;
  }
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Longer versions than this are compared by their beginnings. */
const mostParts = 100;

function partsOf(version: string): readonly string[] {
  return (
    version
      .slice(0, 1000)
      .match(/\d+|[^\d.]+/g)
      ?.slice(0, mostParts) ?? []
  );
}

/** A version that goes on is the newer one, unless it goes on with a word: 1.2-rc is before 1.2. */
function comparePart(one: string | undefined, other: string | undefined): number {
  if (one === undefined || other === undefined) {
    if (one === other) return 0;
    const isNumber = /^\d/.test(one ?? other ?? '');
    return (one === undefined) === isNumber ? -1 : 1;
  }
  const [number, otherNumber] = [Number(one), Number(other)];
  const by = number - otherNumber;
  if (!Number.isNaN(by) && by !== 0) return by;
  if (Number.isNaN(number) !== Number.isNaN(otherNumber)) return Number.isNaN(number) ? -1 : 1;
  return one < other ? -1 : one > other ? 1 : 0;
}

function withoutRuns(name: string): ParserTally {
  const nothing = { done: 0, failed: 0, rows: null, jobsWithRows: 0, lastFailure: null, everFailed: 0 };
  return { name, version: null, p50: null, p95: null, ...nothing };
}

/** Versions without a run in the period are left out; of a paused parser that has none, one line says that. */
function rowsOf(versions: readonly ParserTally[], pause: ParserPause | null): readonly ParserRow[] {
  const retriable = versions.reduce((sum, { everFailed }) => sum + everFailed, 0);
  const newestFirst = versions.toSorted((one, other) => compareVersions(other.version, one.version));
  const ran = newestFirst.filter(({ done, failed }) => done + failed > 0);
  const [{ name } = { name: '' }] = versions;
  const shown = ran.length === 0 && pause !== null ? [withoutRuns(name)] : ran;
  return shown.map((tally, index) => ({
    ...tally,
    key: parserKey(tally.name, tally.version),
    pause,
    before: differenceTo(tally, shown[index + 1]),
    retriable,
  }));
}

function differenceTo(tally: ParserTally, older: ParserTally | undefined): ParserDifference | null {
  const [success, before] = [successOf(tally), older === undefined ? null : successOf(older)];
  if (older === undefined || success === null || before === null) return null;
  if (Math.min(runsOf(tally), runsOf(older)) < leastRuns) return null;
  const p50 = tally.p50 === null || older.p50 === null ? null : tally.p50 - older.p50;
  const [rows, rowsBefore] = [rowsPerJob(tally), rowsPerJob(older)];
  return {
    version: older.version,
    success: success - before,
    p50,
    rowsPerJob: rows === null || rowsBefore === null ? null : rows - rowsBefore,
  };
}

function compareParsers(one: readonly ParserRow[], other: readonly ParserRow[]): number {
  const failed = (rows: readonly ParserRow[]) => rows.reduce((sum, row) => sum + row.failed, 0);
  const [{ name = '', pause = null } = {}] = one;
  const [{ name: otherName = '', pause: otherPause = null } = {}] = other;
  const paused = Number(otherPause !== null) - Number(pause !== null);
  return paused || failed(other) - failed(one) || (name < otherName ? -1 : 1);
}
