import type {
  AddedLines,
  FilteredPart,
  LogLine,
  LogMatches,
  LogPiece,
  LogReading,
  LogSearchResult,
} from '../../model/log.js';
import type { Problem, ProblemCode, ReadProblemCode, ServerProblemCode } from '../../model/problem.js';
import type { LogPortion } from '../../snapshot/job-log/database-log-reader.js';
import type {
  CountsResult,
  FailedRunsResult,
  MatchingCounts,
  RestResult,
} from '../../snapshot/matching-counts.js';
import type { ReadResult } from '../../snapshot/port.js';
import { jobCounts, picture } from './picture-shapes.js';
import {
  bytes,
  count,
  instant,
  listOf,
  type OfKind,
  objectOf,
  oneOf,
  oneOfKinds,
  optional,
  orNull,
  type Shape,
  setOf,
  text,
  yesOrNo,
} from './shape.js';

const codes = {
  missing: true,
  empty: true,
  'not-a-file': true,
  unreadable: true,
  'not-a-database': true,
  duckdb: true,
  damaged: true,
  foreign: true,
  busy: true,
  'no-memory': true,
  failed: true,
  'no-server': true,
  locked: true,
  'no-entry': true,
  'too-much': true,
  silent: true,
} satisfies Record<ReadProblemCode | ServerProblemCode | 'too-much' | 'silent', true>;

/** A problem with the files there, or with a server that is read there. Troubles of the link are only known here. */
export const problem = objectOf<Omit<Problem, 'wellUntil'>>({
  code: oneOf<ProblemCode>(...(Object.keys(codes) as (keyof typeof codes)[])),
  sentence: text,
  file: text,
  advice: text,
  detail: optional(text),
});

interface Trouble {
  readonly kind: 'problem';
  readonly problem: Problem;
}

const trouble = objectOf<Trouble>({ kind: oneOf('problem'), problem });

export const readResult: Shape<ReadResult> = oneOfKinds<'kind', ReadResult>('kind', {
  picture: objectOf<OfKind<ReadResult, 'picture'>>({ kind: oneOf('picture'), picture }),
  problem: trouble,
});

const matchingCounts = objectOf<MatchingCounts>({
  kind: oneOf('counts'),
  counts: jobCounts,
  failuresThatCount: count,
});

export const countsResult: Shape<CountsResult> = oneOfKinds<'kind', CountsResult>('kind', {
  counts: matchingCounts,
  problem: trouble,
});

export const restResult: Shape<RestResult> = oneOfKinds<'kind', RestResult>('kind', {
  counts: matchingCounts,
  unfinished: objectOf<OfKind<RestResult, 'unfinished'>>({
    kind: oneOf('unfinished'),
    queued: count,
    running: count,
  }),
  problem: trouble,
});

export const failedRunsResult: Shape<FailedRunsResult> = oneOfKinds<'kind', FailedRunsResult>('kind', {
  runs: objectOf<OfKind<FailedRunsResult, 'runs'>>({ kind: oneOf('runs'), runs: setOf(text) }),
  problem: trouble,
});

const line = objectOf<LogLine>({ start: count, end: count, text, complete: yesOrNo });

const piece = objectOf<LogPiece>({
  jobId: text,
  asOf: instant,
  size: count,
  lines: listOf(line),
  added: orNull(objectOf<AddedLines>({ from: count, count, more: yesOrNo })),
  filtered: orNull(
    objectOf<FilteredPart>({
      only: text,
      from: count,
      to: count,
      count,
      isWhole: yesOrNo,
      isDone: yesOrNo,
    }),
  ),
  origin: oneOfKinds<'kind', LogPiece['origin']>('kind', {
    database: objectOf<OfKind<LogPiece['origin'], 'database'>>({ kind: oneOf('database') }),
    file: objectOf<OfKind<LogPiece['origin'], 'file'>>({ kind: oneOf('file'), path: text }),
  }),
});

const noLog = objectOf<OfKind<LogReading, 'none'>>({
  kind: oneOf('none'),
  looked: listOf(text),
  recorded: optional(text),
});

export const logReading: Shape<LogReading> = oneOfKinds<'kind', LogReading>('kind', {
  piece: objectOf<OfKind<LogReading, 'piece'>>({ kind: oneOf('piece'), piece }),
  none: noLog,
  problem: trouble,
});

export const logPortion: Shape<LogPortion> = oneOfKinds<'kind', LogPortion>('kind', {
  portion: objectOf<OfKind<LogPortion, 'portion'>>({ kind: oneOf('portion'), size: count, bytes }),
  none: noLog,
  problem: trouble,
});

/** There is none. */
export const none = objectOf<{ readonly kind: 'none' }>({ kind: oneOf('none') });
/** It was cancelled. */
export const stopped = objectOf<{ readonly kind: 'stopped' }>({ kind: oneOf('stopped') });

export const searchResult: Shape<LogSearchResult> = oneOfKinds<'kind', LogSearchResult>('kind', {
  found: objectOf<OfKind<LogSearchResult, 'found'>>({ kind: oneOf('found'), start: count, wrapped: yesOrNo }),
  none,
  stopped,
  problem: trouble,
});

export const logMatches: Shape<LogMatches> = oneOfKinds<'kind', LogMatches>('kind', {
  counted: objectOf<OfKind<LogMatches, 'counted'>>({
    kind: oneOf('counted'),
    total: count,
    before: count,
    size: count,
  }),
  none,
  stopped,
  problem: trouble,
});

export { trouble };
