import type { Writer } from '../app/ports.js';
import type { Writability } from '../machine/state/state.js';
import type { Outcome, WriteOrder } from '../machine/state/write-order.js';
import { databaseOf, type JobId, localId, qualifiedId } from '../model/job.js';
import type { LogMatches, LogReading, LogRequest, LogSearch, LogSearchResult } from '../model/log.js';
import type { ChangeWatch, LogReader, SaveResult } from '../snapshot/port.js';
import { isIn, ownFilter } from './own-request.js';

/** The logs of several databases' jobs, each read by its own database's reader. */
export class MergedLogs implements LogReader {
  readonly #readers: ReadonlyMap<string, LogReader>;

  /** By the names of the databases. */
  constructor(readers: ReadonlyMap<string, LogReader>) {
    this.#readers = readers;
  }

  async read(request: LogRequest): Promise<LogReading> {
    const { jobId } = request;
    const reading = await this.#of(jobId)?.read({ ...request, jobId: localId(jobId) });
    if (reading === undefined) return { kind: 'none', looked: [] };
    return reading.kind === 'piece' ? { ...reading, piece: { ...reading.piece, jobId } } : reading;
  }

  async search(search: LogSearch, signal: AbortSignal): Promise<LogSearchResult> {
    return (await this.#of(search.jobId)?.search(ownSearch(search), signal)) ?? { kind: 'none' };
  }

  async matches(search: LogSearch, at: number, signal: AbortSignal): Promise<LogMatches> {
    return (await this.#of(search.jobId)?.matches(ownSearch(search), at, signal)) ?? { kind: 'none' };
  }

  async save(jobId: JobId, path: string, signal: AbortSignal): Promise<SaveResult> {
    return (await this.#of(jobId)?.save(localId(jobId), path, signal)) ?? { kind: 'none' };
  }

  async close(): Promise<void> {
    await Promise.all([...this.#readers.values()].map((reader) => reader.close()));
  }

  #of(jobId: JobId): LogReader | undefined {
    return this.#readers.get(databaseOf(jobId) ?? '');
  }
}

function ownSearch(search: LogSearch): LogSearch {
  return { ...search, jobId: localId(search.jobId) };
}

/**
 * The watches of several databases as one. It doesn't report writers at full speed, since one database's writer says
 * nothing about the others.
 */
export class MergedWatch implements ChangeWatch {
  readonly #watches: readonly ChangeWatch[];

  constructor(watches: readonly ChangeWatch[]) {
    this.#watches = watches;
  }

  async start(): Promise<void> {
    await Promise.all(this.#watches.map((watch) => watch.start()));
  }

  async close(): Promise<void> {
    await Promise.all(this.#watches.map((watch) => watch.close()));
  }
}

/** Writes to several databases, to each the part of an order about its own jobs. */
export class MergedWriter implements Writer {
  readonly #writers: ReadonlyMap<string, Writer>;
  /** The databases that can't be written. */
  readonly #unable = new Set<string>();

  readonly #onWritten: (name: string) => void;

  /** By the names of the databases. `onWritten`: one of them may have been written to just now. */
  constructor(writers: ReadonlyMap<string, Writer>, onWritten: (name: string) => void = () => {}) {
    this.#writers = writers;
    this.#onWritten = onWritten;
  }

  /** Able if any of them can be written: for the others, the outcome of each order says why not. */
  async probe(): Promise<Writability> {
    const probes = await Promise.all(
      [...this.#writers].map(
        async ([name, writer]): Promise<[string, Writability]> => [name, await writer.probe()],
      ),
    );
    this.#unable.clear();
    for (const [name, { kind }] of probes) if (kind === 'unable') this.#unable.add(name);
    const all = probes.map(([, writability]) => writability);
    return (
      all.find(({ kind }) => kind === 'able') ??
      all.find(({ kind }) => kind === 'unknown') ??
      all[0] ?? { kind: 'unknown' }
    );
  }

  async write(order: WriteOrder): Promise<Outcome> {
    const orders = [...this.#writers].flatMap(([name, writer]) => {
      const own = ownOrder(order, name);
      return own === null ? [] : [{ name, outcome: writer.write(own) }];
    });
    const outcomes = await Promise.all(
      orders.map(async ({ name, outcome }) => ({ name, outcome: await outcome })),
    );
    for (const { name } of outcomes) this.#onWritten(name);
    return mergedOutcome(outcomes);
  }

  async cleanMetrics(): Promise<void> {
    const able = [...this.#writers].filter(([name]) => !this.#unable.has(name));
    await Promise.all(able.map(([, writer]) => writer.cleanMetrics()));
  }

  async close(): Promise<void> {
    await Promise.all([...this.#writers.values()].map((writer) => writer.close()));
  }
}

/** The part of an order that is about jobs of the database with this name; null if there is none. */
function ownOrder(order: WriteOrder, name: string): WriteOrder | null {
  switch (order.action) {
    case 'retry-all': {
      const { databases, ...own } = order;
      if (!isIn(order.filter, name) || databases?.includes(name) === false) return null;
      const rows = order.rows && ownRows(order.rows, name);
      if (rows?.length === 0) return null;
      return { ...own, filter: ownFilter(order.filter, name), ...(rows ? { rows } : {}) };
    }
    case 'all-marked': {
      const rows = order.rows && ownRows(order.rows, name);
      if (rows === null || rows.length === 0) return null;
      return { ...order, filter: ownFilter(order.filter, name), rows };
    }
    case 'undo': {
      const jobs = ownRows(order.jobs, name);
      return jobs.length === 0 ? null : { ...order, jobs };
    }
    default: {
      const jobs = ownRows(order.jobs, name);
      return jobs.length === 0 ? null : { ...order, jobs };
    }
  }
}

function ownRows<T extends { readonly id: JobId }>(rows: readonly T[], name: string): readonly T[] {
  return rows.filter(({ id }) => databaseOf(id) === name).map((row) => ({ ...row, id: localId(row.id) }));
}

interface Named {
  readonly name: string;
  readonly outcome: Outcome;
}

/**
 * `alpha: Retried job 3. beta: …`: a database in which nothing changed is left out if something changed in another one.
 */
function mergedOutcome(outcomes: readonly Named[]): Outcome {
  const changed = sumOf(outcomes, (outcome) => outcome.changed ?? 0);
  const failed = outcomes.filter(({ outcome }) => outcome.kind === 'problem');
  const done = outcomes.filter(
    ({ outcome }) => outcome.kind === 'done' && (outcome.changed > 0 || changed === 0),
  );
  const sentence = [...done, ...failed].map(({ name, outcome }) => `${name}: ${outcome.sentence}`).join('; ');
  const [first] = failed.flatMap(({ outcome }) => (outcome.kind === 'problem' ? [outcome] : []));
  const deeds = { changed, jobs: sumOf(outcomes, ({ jobs = 0 }) => jobs), ...writtenIn(outcomes) };
  if (first !== undefined) return { kind: 'problem', sentence, advice: first.advice, ...deeds };
  return {
    kind: 'done',
    sentence: sentence === '' ? 'No job was chosen; nothing changed' : sentence,
    ...deeds,
  };
}

function sumOf(outcomes: readonly Named[], of: (outcome: Outcome) => number): number {
  return outcomes.reduce((sum, { outcome }) => sum + of(outcome), 0);
}

/** The rows that were changed in all databases; nothing if those of one of them aren't known. */
function writtenIn(outcomes: readonly Named[]): Pick<Outcome, 'written'> {
  const all = outcomes.map(({ name, outcome: { changed = 0, written } }) =>
    written === undefined
      ? changed > 0
        ? null
        : []
      : written.map((row) => ({ ...row, id: qualifiedId(name, row.id) })),
  );
  return all.includes(null) ? {} : { written: all.flatMap((rows) => rows ?? []) };
}
