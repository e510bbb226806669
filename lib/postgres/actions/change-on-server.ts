import type { SeenJob } from '../../actions/action.js';
import {
  type Changes,
  ChangeTally,
  checkUndone,
  type JobChange,
  type PresentJob,
} from '../../actions/changes.js';
import { isJsonObject } from '../../model/sound-json.js';
import { PostgresFailure, type Row } from '../link/server-connection.js';
import { fittedStatement, type Run, type ServerQueue } from './fitted-statement.js';
import type { Trace } from './server-writer.js';

/** A change that is ready to be made to one queue. */
interface ServerChange {
  readonly queue: ServerQueue;
  readonly change: JobChange;
  /** See `readTimes`. */
  readonly times: Readonly<Record<string, string>>;
  /** Whether to return images of the rows. */
  readonly undoable: boolean;
}

/** What a transaction has done, and how to recognise the rows that it wrote. */
export interface Done {
  readonly changes: Changes;
  /** The changed jobs: as they were seen, and as they are now. */
  readonly versions: readonly Version[];
}

interface Version {
  readonly id: string;
  readonly status: string;
  readonly retries: number;
  readonly now: { readonly status: string; readonly retries: number };
  /** The number of the transaction that wrote the row, or of its part. */
  readonly writer: string;
}

type Values = Readonly<Record<string, string | number | null>>;

/** A job as it is passed to the statements. */
interface Seen {
  readonly id: string;
  readonly status: string;
  readonly retries: number;
  /** The columns about its worker; null: only a failed job is retried. */
  readonly mark: unknown;
  /** A backtest's figures as they are now, a JSON object; null: there are none. */
  readonly figures?: string | null;
  /** For an undo: the images of its row. */
  readonly before?: string;
  readonly after?: string;
}

/**
 * SQLSTATEs of a table that refuses a value: a check constraint, a foreign key, an enum without this word, a length.
 * The next word may be accepted.
 */
const refusals: ReadonlySet<string> = new Set(['23514', '23503', '22P02', '22001']);

/** Whether an error means that the values were refused. */
export function isRefusal(error: unknown): error is PostgresFailure {
  return (
    error instanceof PostgresFailure && error.trouble.kind === 'other' && refusals.has(error.trouble.code)
  );
}

/**
 * Changes each job that is still as it was seen and may be changed in this way, within the open transaction. Throws
 * `PostgresFailure`, and also if a job isn't afterwards as it should be: then the transaction must be rolled back.
 */
export async function changeOnServer(
  run: Run,
  prepared: ServerChange,
  jobs: readonly SeenJob[],
): Promise<Done> {
  const { queue, change, undoable } = prepared;
  const all = jobs.filter(({ id }) => isWhole(id)).map(seenOf);
  const isStop = change.statement === 'stop';
  const held = isStop || undoable ? await hold(run, queue, all) : null;
  const seen = isStop ? all.map((each) => ({ ...each, figures: held?.get(each.id)?.figures ?? null })) : all;
  const changedIds = new Set(await write(run, prepared, seen));
  const present = await presentJobs(run, queue, seen);
  const left = undoable || change.statement === 'undo' ? await hold(run, queue, seen) : null;
  const tally = new ChangeTally(change);
  for (const { id, images } of jobs) {
    const isChanged = changedIds.has(id);
    const [before, after] = [held?.get(id)?.image ?? null, left?.get(id)?.image ?? null];
    checkUndone(id, images, isChanged ? after : null);
    const written = before === null || after === null ? null : { before, after };
    tally.add(id, isChanged ? 1 : 0, present.get(id) ?? null, written);
  }
  if (change.failures !== null && queue.failures !== null && changedIds.size > 0) {
    const done = seen.filter(({ id }) => changedIds.has(id));
    await runFitted(run, change.failures, queue, { seen: JSON.stringify(done) });
  }
  const versions = seen.flatMap(({ id, status, retries }): Version[] => {
    const now = changedIds.has(id) ? present.get(id) : undefined;
    if (now === undefined) return [];
    const { statusText, retryCount, writer } = now;
    return [{ id, status, retries, now: { status: statusText, retries: retryCount }, writer }];
  });
  return { changes: tally.changes, versions };
}

/**
 * Finds out from the rows themselves whether a transaction that changed them was committed, when its COMMIT was never
 * answered. A version that it wrote proves that it was. A job that is still as it was seen proves that it wasn't, since
 * all were changed or none. If others have written all of them since, the answer is `unknown`. Waits for transactions
 * that are writing them now. Throws `PostgresFailure`.
 */
export async function traceOnServer(
  run: Run,
  queue: ServerQueue,
  versions: readonly Version[],
): Promise<Trace> {
  const rows = await runFitted(run, 'trace', queue, { seen: JSON.stringify(versions) });
  if (rows.some(([isOurs]) => isOurs === 't')) return 'done';
  return rows.some(([, isAsSeen]) => isAsSeen === 't') ? 'not done' : 'unknown';
}

/** Tries the words for the new status in turn, until one is accepted; returns the ids of the jobs that were changed. */
async function write(run: Run, prepared: ServerChange, seen: readonly Seen[]): Promise<readonly string[]> {
  const { queue, change, times } = prepared;
  let refusal: unknown;
  for (const wording of change.wordings) {
    await run('SAVEPOINT before_word');
    try {
      const values = { ...times, ...wording, seen: JSON.stringify(seen) };
      const rows = await runFitted(run, change.statement, queue, values);
      await run('RELEASE SAVEPOINT before_word');
      return rows.map(([id]) => id ?? '');
    } catch (error) {
      if (!isRefusal(error)) throw error;
      refusal = error;
      await run('ROLLBACK TO SAVEPOINT before_word');
    }
  }
  if (seen.length <= 1) throw refusal;
  // A word that is refused for some rows may be accepted for others.
  const changed: string[] = [];
  for (const each of seen) changed.push(...(await write(run, prepared, [each])));
  return changed;
}

async function presentJobs(
  run: Run,
  queue: ServerQueue,
  seen: readonly Seen[],
): Promise<ReadonlyMap<string, PresentJob & { readonly writer: string }>> {
  const rows = await runFitted(run, 'present_job', queue, { seen: JSON.stringify(seen) });
  return new Map(
    rows.map(([id, status, type, statusText, retries, leased, parserPaused, writer]) => [
      id ?? '',
      {
        ...{ status: status ?? '', type: type ?? '', statusText: statusText ?? '' },
        ...{ retryCount: Number(retries), leased: leased === 't', parserPaused: parserPaused === 't' },
        writer: writer ?? '',
      },
    ]),
  );
}

/** The rows of jobs, locked until the transaction ends: the figures of backtests, and the rows' images. */
async function hold(run: Run, queue: ServerQueue, seen: readonly Seen[]) {
  const rows = await runFitted(run, 'hold', queue, { seen: JSON.stringify(seen) });
  return new Map(
    rows.map(([id, text = null, image = null]) => [id ?? '', { figures: figuresIn(text), image }]),
  );
}

/** A text as an object of JSON that the server can read; null if it is anything else. */
function figuresIn(text: string | null): string | null {
  // Some workers write NaN, which the server doesn't accept as JSON.
  for (const candidate of text === null ? [] : [text, withoutNaN(text)]) {
    try {
      if (isJsonObject(JSON.parse(candidate)) && !candidate.includes('\\u0000')) return candidate;
    } catch {
      // Figures that aren't JSON are replaced, as in SQLite.
    }
  }
  return null;
}

/** Replaces NaN and Infinity outside of strings by null. */
function withoutNaN(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, (part) =>
    part.startsWith('"') ? part : 'null',
  );
}

async function runFitted(
  run: Run,
  name: string,
  queue: ServerQueue,
  values: Values,
): Promise<readonly Row[]> {
  const { text, names } = fittedStatement(name, queue);
  return run(
    text,
    names.map((each) => values[each] ?? null),
  );
}

function seenOf({ id, statusText, retryCount, workerMark, images }: SeenJob): Seen {
  return { id, status: statusText, retries: retryCount, mark: markOf(workerMark), ...images };
}

/** The mark in the form in which statements compare it; null if no row can have it. */
function markOf(workerMark: string | undefined): unknown {
  try {
    return workerMark === undefined ? null : JSON.parse(workerMark);
  } catch {
    return null;
  }
}

/** Whether an id is a whole number of 64 bits: no row of such a queue has another one. */
function isWhole(id: string): boolean {
  return /^(?:0|-?[1-9]\d{0,18})$/.test(id) && BigInt.asIntN(64, BigInt(id)) === BigInt(id);
}
