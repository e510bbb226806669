import { endsOf, isOutOfSight, waitEndText, waitText } from '../../machine/state/job-wait.js';
import type { Connection, JobsState } from '../../machine/state/state.js';
import type { Job, JobStatus } from '../../model/job.js';
import {
  aheadOf,
  type Limits,
  type QueueKind,
  type QueueLack,
  type UnreadTable,
} from '../../model/limits.js';
import type { Picture, PicturedDatabase } from '../../model/picture.js';
import { type Problem, type ProblemCode, passing } from '../../model/problem.js';
import { shownText } from '../appearance.js';
import type { OwnContext, ViewContext } from '../context.js';
import { briefDuration } from '../format/times.js';
import type { Line } from '../frame.js';
import { blankLine, fitLine, type Part } from '../text/line.js';
import { sanitize } from '../text/sanitize.js';
import { clip, wrap } from '../text/width.js';

const reasons: Readonly<Record<UnreadTable['why'], string>> = {
  'no-grant': 'this user may not read it',
  'not-plain': 'it is a view, or some of it is a foreign table',
};

/** Why a table isn't read, in words that end a sentence. */
export function unreadWords(why: UnreadTable['why']): string {
  return reasons[why];
}

/**
 * What can't be read from the database, such as `⚠ not readable for this user: cf_job_failures`, as a notice below the
 * counts; of several databases, the first that lacks something, with its name. Empty if nothing is lacking.
 */
function limitParts(picture: Picture, context: ViewContext): readonly Part[] {
  const own = wordsOf(picture.limits, context);
  const [first] = (picture.databases ?? []).flatMap(({ name, limits }) => {
    const words = wordsOf(limits, context);
    return words === '' ? [] : [`${shownText(name, context)}: ${words}`];
  });
  const text = own === '' ? (first ?? '') : own;
  return text === '' ? [] : [{ text: `${context.glyphs.warning} ${text}`, style: 'warning', fit: 'end' }];
}

/** Lines that say which tables a job's page lacks, and what its queue doesn't tell of such jobs. None if all is read. */
export function unreadLines(
  picture: Picture | null,
  { database, status }: Job,
  width: number,
): readonly Line[] {
  const { limits, queue }: Pick<Picture, 'limits' | 'queue'> =
    database === undefined
      ? (picture ?? {})
      : (picture?.databases?.find(({ name }) => name === database) ?? {});
  const unread = (limits?.unread ?? []).map(
    ({ table, why }) => `What ${table} has of this job is not shown: ${reasons[why]}.`,
  );
  const notes = queueNotes(queue, status).map((text) => sanitize(text, longestNote));
  const lines = (texts: readonly string[], style: 'warning' | 'dim') =>
    texts.flatMap((text) => wrap(text, width).map((line) => fitLine([{ text: line, style }], width)));
  return [
    ...lines(unread, 'warning'),
    ...(notes.length === 0 ? [] : [blankLine(width), ...lines(notes, 'dim')]),
  ];
}

/** A note is a sentence or two. */
const longestNote = 500;

/** What another program's queue doesn't tell of a job in this status, in sentences. */
function queueNotes(queue: QueueKind | undefined, status: JobStatus): readonly string[] {
  if (queue === undefined) return [];
  const lacks = (lack: QueueLack, words: string) => (queue.lacks.includes(lack) ? [words] : []);
  const unknown = [
    ...(status === 'failed' ? lacks('errors', 'errors') : []),
    ...(status === 'running' ? lacks('workers', 'who works on a job') : []),
  ].join(' or ');
  const own = queue.notes.flatMap(({ text, of }) => (of.includes(status) ? [text] : []));
  return [...(unknown === '' ? [] : [`${queue.title} does not record ${unknown}.`]), ...own];
}

function wordsOf(limits: Limits | undefined, { glyphs }: ViewContext): string {
  if (limits === undefined) return '';
  const tables = (why: UnreadTable['why']) =>
    limits.unread.flatMap((each) => (each.why === why ? [each.table] : [])).join(', ');
  const [refused, others] = [tables('no-grant'), tables('not-plain')];
  const { aheadMs, hidesRows } = limits;
  return [
    refused === '' ? '' : `not readable for this user: ${refused}`,
    others === '' ? '' : `views or foreign tables, so not read: ${others}`,
    hidesRows ? 'this user may not see all rows' : '',
    aheadMs === 0
      ? ''
      : `the server's clock is ${briefDuration(Math.abs(aheadMs))} ${aheadMs > 0 ? 'ahead' : 'behind'}, and ages go by it`,
  ]
    .filter((words) => words !== '')
    .join(` ${glyphs.bullet} `);
}

/** Failures are shown only after this long, ms: a file that is being replaced is missing for an instant. */
const graceMs = 1000;
/** From this age on the problem is named next to the age, ms. */
const patienceMs = 10_000;

/** The problems in words, to be followed by how long they have lasted. */
const troubles: Readonly<Record<ProblemCode, string>> = {
  missing: 'database missing',
  empty: 'database empty',
  'not-a-file': 'not a database file',
  unreadable: 'database not readable',
  'not-a-database': 'not a database',
  duckdb: 'a DuckDB database',
  damaged: 'database damaged',
  foreign: 'no job queue in database',
  busy: 'database busy',
  'no-memory': 'too little address space',
  failed: 'reading failed',
  'no-link': 'no link to the host',
  'no-access': 'no access to the host',
  'no-server': 'no answer from the server',
  locked: 'the queue is locked by another program',
  'no-entry': 'no access to the server',
  'too-much': 'the answer is too large',
  silent: 'does not answer',
};

/**
 * A picture that is out of date is read again at once, so its age is shown only if that takes longer than this, ms. From
 * then on nothing is called live any more, whatever it was read from.
 */
const readGraceMs = 2000;

/**
 * When the first change that isn't on the screen yet has waited for so long that the screen shows its age, ms by
 * this host's clock: of all databases. Null if no change waits.
 */
export function agesFrom(connection: Connection): number | null {
  if (connection.kind !== 'live') return null;
  const { overtakenSince, picture } = connection;
  const own = overtakenSince === undefined ? [] : [overtakenSince];
  const since = [...own, ...(picture.databases ?? []).flatMap((each) => each.overtakenSince ?? [])];
  return since.length === 0 ? null : Math.min(...since) + readGraceMs;
}

/** The time, ms, by the clock that the picture's rows have their times from; `now` is by this host's. */
export function timeOf(connection: Connection, now: number): number {
  return 'picture' in connection ? now + aheadOf(connection.picture) : now;
}

/**
 * Until when the picture on the screen is known to have been correct, ms: `now` unless something is known to have
 * changed. Both are by the clock of its rows ({@link timeOf}).
 */
export function goodUntil(connection: Connection, now: number): number {
  switch (connection.kind) {
    case 'live':
      return heldBy(connection.picture, connection.overtakenSince) ?? now;
    case 'stale':
      return heldBy(connection.picture, connection.since) ?? now;
    case 'loading':
    case 'down':
      return now;
  }
}

/**
 * The earlier of the time of the change and the time up to which a lagging standby is known to be complete, by the
 * clock of the rows.
 */
function heldBy(picture: Picture, since: number | undefined): number | null {
  const times = [since, picture.limits?.goodUntil ?? undefined].filter((at) => at !== undefined);
  return times.length === 0 ? null : Math.min(...times) + aheadOf(picture);
}

/**
 * For several databases: what differs for those that are out of date, can't be read, or are on another host, by name.
 */
export function ownContexts(connection: Connection): ReadonlyMap<string, OwnContext> {
  const databases = 'picture' in connection ? (connection.picture.databases ?? []) : [];
  return new Map(
    databases.flatMap((database): [string, OwnContext][] => {
      const { name, asOf, problem, overtakenSince, host = null } = database;
      const aheadMs = aheadOf(database);
      const isOld = problem !== null || overtakenSince !== undefined;
      const heldUntil = isOld ? (overtakenSince ?? asOf) : null;
      const lacks = database.queue?.lacks ?? [];
      const isUsual = heldUntil === null && host === null && aheadMs === 0 && lacks.length === 0;
      return isUsual ? [] : [[name, { heldUntil, host, lacks, ...(aheadMs !== 0 && { aheadMs }) }]];
    }),
  );
}

/**
 * What the operator must know about the connection while the data is old: `as of 3s ago`, and after ten seconds
 * `database busy 12s, showing last good data`. For data that has changed, while it takes long to read it again,
 * only its age. Empty while all is well. The age counts from when reads began to fail, or from the change: until
 * then the looks at the files had found nothing new.
 */
export function noticeOf(connection: Connection, context: ViewContext): readonly Part[] {
  if (!isOld(connection, context)) {
    const broken = brokenDatabases(connection, context);
    return broken.length > 0 ? broken : partlyOlder(connection, context);
  }
  const age = context.now - context.heldUntil;
  const text = `as of ${briefDuration(age)} ago`;
  if (connection.kind !== 'stale') {
    const lags = connection.kind === 'live' && connection.picture.limits?.isStandby === true;
    return [{ text: lags ? `${text}: this standby lags behind` : text, style: 'notice' }];
  }
  const { problem } = connection;
  if (age < patienceMs) {
    const trouble = problem.code === 'busy' ? '' : `, ${troubles[problem.code]}`;
    return [{ text: text + trouble, style: 'notice' }];
  }
  const words = `${troubles[problem.code]} ${briefDuration(age)}, showing last good data`;
  return [{ text: words, style: 'warning' }, ...sentenceOf(problem, context)];
}

/** `some jobs as of 12s ago`: for a queue that is too large to be compared at one instant. */
function partlyOlder(connection: Connection, { now }: ViewContext): readonly Part[] {
  const since = connection.kind === 'live' ? (connection.picture.rightSince ?? now) : now;
  const age = now - since;
  return age < readGraceMs ? [] : [{ text: `some jobs as of ${briefDuration(age)} ago`, style: 'dim' }];
}

/** That a database is busy or can't be reached is shown only after it hasn't been read for this long, ms. */
const busyGraceMs = 5000;

/**
 * `⚠ archive: database damaged`, `⚠ far: does not answer 12s`, `⚠ busy: as of 8s ago`: which of several databases can't
 * be read, or else which is out of date; the panel of databases says more.
 */
function brokenDatabases(connection: Connection, context: ViewContext): readonly Part[] {
  if (connection.kind !== 'live') return [];
  const { databases = [] } = connection.picture;
  const broken = databases.filter((database) => isBroken(database, context));
  const old = databases.filter((database) => isOutOfDate(database, context));
  const [first, ...others] = broken.length > 0 ? broken : old;
  if (first === undefined) return limitParts(connection.picture, context);
  const { warning } = context.glyphs;
  const many = `${others.length + 1} databases ${broken.length > 0 ? "can't be read" : 'are out of date'} (D)`;
  const one = `${shownText(first.name, context)}: ${troubleOf(first, context)} (D)`;
  const style = broken.length > 0 ? 'warning' : 'notice';
  return [{ text: `${warning} ${others.length > 0 ? many : one}`, style, fit: 'end' }];
}

function isBroken({ asOf, problem }: PicturedDatabase, { now }: ViewContext): boolean {
  if (problem === null) return false;
  const isBrief = passing.has(problem.code) && now - (asOf ?? 0) < busyGraceMs;
  return problem.code === 'silent' || !isBrief;
}

function isOutOfDate({ problem, overtakenSince }: PicturedDatabase, { now }: ViewContext): boolean {
  return problem === null && overtakenSince !== undefined && now - overtakenSince >= readGraceMs;
}

/** Whether one of several databases isn't shown as it is now. */
function isBehind(database: PicturedDatabase, context: ViewContext): boolean {
  const { problem, asOf } = database;
  if (problem === null) return isOutOfDate(database, context);
  return isBroken(database, context) || context.now - (asOf ?? 0) >= readGraceMs;
}

/** What is wrong with one of them, and for how long if it is something that passes by itself. */
function troubleOf({ asOf, problem, overtakenSince }: PicturedDatabase, { now }: ViewContext): string {
  if (problem === null) return `as of ${briefDuration(now - (overtakenSince ?? now))} ago`;
  const age = passing.has(problem.code) && asOf !== null ? ` ${briefDuration(now - asOf)}` : '';
  return troubles[problem.code] + age;
}

/**
 * What hampers the watch, as the least important notice, shown only when there is nothing else to say. Empty for null.
 */
export function watchNoticeOf(sentence: string | null, context: ViewContext): readonly Part[] {
  const text = shownText(sentence, context);
  return text === '' ? [] : [{ text, style: 'dim', fit: 'end' }];
}

/** The title's words on the database: the state of the connection, and whether it is read-only. */
export function stateWords(state: JobsState, context: ViewContext): readonly Part[] {
  const { connection, writability, bell } = state;
  const [first = stateWord(connection, context), ...rest] = [
    ...waitParts(state, context),
    ...(bell === 'muted' ? [{ text: 'muted', style: 'dim' } as const] : []),
    ...(writability.kind === 'unable' ? [{ text: 'read-only', style: 'warning' } as const] : []),
    stateWord(connection, context),
  ];
  return [first, ...rest.map((part): Part => ({ ...part, before: ` ${context.glyphs.bullet} ` }))];
}

/** `waiting for job 17`, and once that has ended, until a key is pressed, `job 17 failed`. */
function waitParts(state: JobsState, context: ViewContext): readonly Part[] {
  const text = waitWords(state, context);
  if (text === '') return [];
  const { waitEnded } = state;
  const isBad = waitEnded !== null && endsOf(waitEnded).failed > 0;
  return [{ text, style: isBad ? 'failed' : waitEnded === null ? 'notice' : 'strong', fit: 'end' }];
}

/** Who is waited for, clean and short, for the terminal's title; empty if nobody is. */
export function waitWords(
  { wait, waitEnded, connection }: Pick<JobsState, 'wait' | 'waitEnded' | 'connection'>,
  context: ViewContext,
): string {
  const cut = (text: string) => clip(shownText(text, context), longestWait, context.glyphs.ellipsis);
  if (waitEnded !== null) return cut(waitEndText(waitEnded));
  if (wait === null) return '';
  const isSeen = connection.kind === 'live' && !isOutOfSight(wait, connection.picture);
  return `${cut(`waiting for ${waitText(wait)}`)}${isSeen ? '' : ' (out of sight)'}`;
}

/** Cells. */
const longestWait = 50;

function stateWord(connection: Connection, context: ViewContext): Part {
  switch (connection.kind) {
    case 'loading':
      return { text: 'loading', style: 'dim' };
    case 'live':
    case 'stale':
      if (isOld(connection, context)) return { text: 'stale', style: 'warning' };
      return connection.picture.databases?.some((database) => isBehind(database, context))
        ? { text: 'partly live', style: 'warning' }
        : { text: 'live', style: 'complete' };
    case 'down':
      return { text: isWaiting(connection.problem) ? 'waiting' : 'no data', style: 'warning' };
  }
}

/** Whether the picture on the screen has been out of date for long enough to say so. */
function isOld({ kind }: Connection, { now, heldUntil }: ViewContext): boolean {
  return now - heldUntil >= (kind === 'stale' ? graceMs : readGraceMs);
}

/** Whether the database may still be made: it is missing or empty. */
export function isWaiting(problem: Problem): boolean {
  return problem.code === 'missing' || problem.code === 'empty';
}

/** A busy or locked database needs no further words; for any other problem the sentence says which file it is about. */
function sentenceOf(problem: Problem, context: ViewContext): readonly Part[] {
  const isPlain = problem.code === 'busy' || problem.code === 'locked';
  const sentence = isPlain ? '' : shownText(problem.sentence, context);
  return sentence === ''
    ? []
    : [{ text: sentence, before: ': ', style: 'plain', fit: 'end', optional: true }];
}
