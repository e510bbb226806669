import { describe, expect, it } from '@jest/globals';
import type { Writer } from '../../lib/app/ports.js';
import type { Writability } from '../../lib/machine/state/state.js';
import type { Outcome, WriteOrder } from '../../lib/machine/state/write-order.js';
import { everyJob } from '../../lib/model/filter.js';
import { qualifiedId } from '../../lib/model/job.js';
import type { ChangeWatch, LogReader } from '../../lib/snapshot/port.js';
import { namedDatabases } from '../../lib/sources/database-names.js';
import { MergedLogs, MergedWatch, MergedWriter } from '../../lib/sources/merged-ports.js';

const never = new AbortController().signal;

/** A writer that keeps the orders that it was given. */
class KeepingWriter implements Writer {
  readonly orders: WriteOrder[] = [];
  cleaned = 0;
  closed = 0;

  constructor(
    readonly writability: Writability = { kind: 'able' },
    readonly outcome: Outcome = { kind: 'done', sentence: 'Job 1 is queued again', changed: 1 },
  ) {}

  async probe(): Promise<Writability> {
    return this.writability;
  }

  async write(order: WriteOrder): Promise<Outcome> {
    this.orders.push(order);
    return this.outcome;
  }

  async cleanMetrics(): Promise<void> {
    this.cleaned += 1;
  }

  async close(): Promise<void> {
    this.closed += 1;
  }
}

const writerOf = (writers: Readonly<Record<string, Writer>>) =>
  new MergedWriter(new Map(Object.entries(writers)));

const rowOf = (database: string, id: string) => ({
  id: qualifiedId(database, id),
  statusText: 'FAILED',
  retryCount: 0,
});

function marked(...rows: readonly ReturnType<typeof rowOf>[]): WriteOrder {
  return { action: 'all-marked', change: 'retry', filter: everyJob, rows };
}

describe('an order to several databases', () => {
  it('reports which databases it was carried out in, once it is', async () => {
    const written: string[] = [];
    const writers = new Map(['alpha', 'beta', 'gamma'].map((name) => [name, new KeepingWriter()]));
    const writer = new MergedWriter(writers, (name) => written.push(name));
    const order = writer.write(marked(rowOf('alpha', '1'), rowOf('gamma', '1')));
    expect(written).toEqual([]);
    await order;
    expect(written).toEqual(['alpha', 'gamma']);
  });

  it('goes to the database of each job, by its id there', async () => {
    const [alpha, beta, gamma] = [new KeepingWriter(), new KeepingWriter(), new KeepingWriter()];
    const writer = writerOf({ alpha, beta, gamma });
    const outcome = await writer.write(marked(rowOf('alpha', '1'), rowOf('gamma', '1'), rowOf('gamma', '2')));
    expect(alpha.orders).toEqual([marked({ ...rowOf('alpha', '1'), id: '1' })]);
    expect(beta.orders).toEqual([]);
    expect(gamma.orders).toEqual([
      marked({ ...rowOf('gamma', '1'), id: '1' }, { ...rowOf('gamma', '2'), id: '2' }),
    ]);
    expect(outcome).toEqual({
      kind: 'done',
      sentence: 'alpha: Job 1 is queued again; gamma: Job 1 is queued again',
      ...{ changed: 2, jobs: 0 },
    });
  });

  it('is taken back in the database of each job, and only if each database says what that takes', async () => {
    const row = (id: string) => ({ id, statusText: 'QUEUED', retryCount: 1, before: 'b', after: 'a' });
    const done = (...ids: string[]): Outcome => ({
      ...{ kind: 'done', sentence: 'Done', changed: ids.length, jobs: 2, written: ids.map(row) },
    });
    const of = (outcome: Outcome) => new KeepingWriter({ kind: 'able' }, outcome);
    const [alpha, beta] = [of(done('1')), of(done('1', '2'))];
    const both = marked(rowOf('alpha', '1'), rowOf('beta', '1'));
    const rows = [qualifiedId('alpha', '1'), qualifiedId('beta', '1'), qualifiedId('beta', '2')].map(row);
    const outcome = await writerOf({ alpha, beta }).write(both);
    expect(outcome).toMatchObject({ changed: 3, jobs: 4, written: rows });
    await writerOf({ alpha, beta }).write({ action: 'undo', of: 'retry', jobs: rows });
    expect(beta.orders[1]).toEqual({ action: 'undo', of: 'retry', jobs: [row('1'), row('2')] });
    const silent = of({ kind: 'done', sentence: 'Done', changed: 1 });
    expect(await writerOf({ alpha, beta: silent }).write(both)).not.toHaveProperty('written');
    const broken = of({ kind: 'problem', sentence: 'Busy', advice: 'Again' });
    expect(await writerOf({ alpha, beta: broken }).write(both)).toMatchObject({ written: [rows[0]] });
  });

  it('goes to every database that its filter and its list of databases let through, with ids of its own jobs', async () => {
    const [alpha, beta] = [new KeepingWriter(), new KeepingWriter()];
    const writer = writerOf({ alpha, beta });
    const cleared = { until: 5, except: [qualifiedId('alpha', '1'), qualifiedId('beta', '2')] };
    await writer.write({ action: 'retry-all', filter: { ...everyJob, cleared } });
    expect(beta.orders).toEqual([
      { action: 'retry-all', filter: { ...everyJob, cleared: { until: 5, except: ['2'] } } },
    ]);
    await writer.write({ action: 'retry-all', filter: everyJob, databases: ['beta'] });
    expect([alpha.orders.length, beta.orders.pop()]).toEqual([1, { action: 'retry-all', filter: everyJob }]);
    await writer.write({ action: 'retry-all', filter: { ...everyJob, database: 'alpha' } });
    expect([alpha.orders.length, beta.orders.length]).toEqual([2, 1]);
    expect(alpha.orders[1]).toEqual({ action: 'retry-all', filter: everyJob });
  });

  it('ends with the problem of one database and the success of another in one sentence', async () => {
    const broken: Outcome = { kind: 'problem', sentence: 'The database is busy', advice: 'Try again' };
    const writer = writerOf({
      alpha: new KeepingWriter(),
      beta: new KeepingWriter({ kind: 'able' }, broken),
    });
    expect(await writer.write(marked(rowOf('alpha', '1'), rowOf('beta', '1')))).toEqual({
      kind: 'problem',
      sentence: 'alpha: Job 1 is queued again; beta: The database is busy',
      ...{ advice: 'Try again', changed: 1, jobs: 0 },
    });
  });

  it('names databases without a change only if nothing changed anywhere', async () => {
    const nothing: Outcome = { kind: 'done', sentence: 'No failed job passes', changed: 0 };
    const still = () => new KeepingWriter({ kind: 'able' }, nothing);
    const order: WriteOrder = { action: 'retry-all', filter: everyJob };
    const mixed = writerOf({ alpha: still(), beta: new KeepingWriter() });
    expect(await mixed.write(order)).toMatchObject({ sentence: 'beta: Job 1 is queued again', changed: 1 });
    const none = writerOf({ alpha: still(), beta: still() });
    expect(await none.write(order)).toMatchObject({
      sentence: 'alpha: No failed job passes; beta: No failed job passes',
      changed: 0,
    });
  });

  it('is possible if one of the databases can be written; metrics are cleaned only there', async () => {
    const unable: Writability = { kind: 'unable', reason: 'no permission to write' };
    const [alpha, beta] = [new KeepingWriter(unable), new KeepingWriter()];
    const writer = writerOf({ alpha, beta });
    expect(await writer.probe()).toEqual({ kind: 'able' });
    await writer.cleanMetrics();
    expect([alpha.cleaned, beta.cleaned]).toEqual([0, 1]);
    expect(await writerOf({ alpha: new KeepingWriter(unable) }).probe()).toEqual(unable);
    await writer.close();
    expect([alpha.closed, beta.closed]).toEqual([1, 1]);
  });
});

describe('the log reader of several databases', () => {
  it('reads, searches, counts and saves a log by the reader of its own database, by the id there', async () => {
    const asked: string[] = [];
    const notes = (name: string, doing: string, jobId: string, signal = never) => {
      asked.push(`${name} ${doing} ${jobId}${signal === never ? '' : ' by another signal'}`);
      return { kind: 'none' } as const;
    };
    const piece = { asOf: 1, size: 0, lines: [], added: null, filtered: null };
    const readerOf = (name: string): LogReader => ({
      read: async ({ jobId }) => {
        notes(name, 'reads', jobId);
        return { kind: 'piece', piece: { ...piece, jobId, origin: { kind: 'database' } } };
      },
      search: async ({ jobId }, signal) => notes(name, 'searches', jobId, signal),
      matches: async ({ jobId }, _, signal) => notes(name, 'counts', jobId, signal),
      save: async (jobId, _, signal) => notes(name, 'saves', jobId, signal),
      close: async () => void asked.push(`${name} closes`),
    });
    const logs = new MergedLogs(new Map(['alpha', 'beta'].map((name) => [name, readerOf(name)])));
    const jobId = qualifiedId('beta', '7');
    const search = { jobId, text: 'x', from: 0, direction: 'forward' } as const;
    const reading = await logs.read({ jobId, place: { kind: 'end' }, before: 1, after: 0 });
    expect(reading).toMatchObject({ kind: 'piece', piece: { jobId } });
    await logs.search(search, never);
    await logs.matches(search, 0, never);
    await logs.save(jobId, '/tmp/x', never);
    expect(asked).toEqual(['beta reads 7', 'beta searches 7', 'beta counts 7', 'beta saves 7']);
    const place = { kind: 'end' } as const;
    expect(await logs.read({ jobId: qualifiedId('gone', '7'), place, before: 1, after: 0 })).toEqual({
      kind: 'none',
      looked: [],
    });
    await logs.close();
    expect(asked.slice(4).sort()).toEqual(['alpha closes', 'beta closes']);
  });
});

describe('the watch of several databases', () => {
  it('starts and closes the watch of each', async () => {
    const calls: string[] = [];
    const watchOf = (name: string): ChangeWatch => ({
      start: async () => void calls.push(`start ${name}`),
      close: async () => void calls.push(`close ${name}`),
    });
    const watch = new MergedWatch([watchOf('alpha'), watchOf('beta')]);
    await watch.start();
    await watch.close();
    expect(calls).toEqual(['start alpha', 'start beta', 'close alpha', 'close beta']);
  });
});

describe('the names of several databases', () => {
  it.each([
    ['/q/live.sqlite, archive.db', 'live, archive'],
    ['/north/state.sqlite, /south/state.sqlite, /east/other.sqlite', 'north/state, south/state, other'],
    ['/x/a/state.sqlite, /y/a/state.sqlite', 'x/a/state, y/a/state'],
    ['a/state.sqlite, state.sqlite', 'a/state, state'],
    [
      'ssh://ops@etl.example.com, ssh://etl-2/srv/state.sqlite, /srv/state.sqlite',
      'etl.example.com, etl-2/srv/state, srv/state',
    ],
    ['live.sqlite, live.db, live.sqlite', 'live, live 2'],
    ['/q/.hidden, /', '.hidden, /'],
    ['a\u001b]0;x\u0007\u001e.db, b.db', 'a?]0;x??, b'],
    ['postgres://me@there:5433/queue?schema=jobs&sslmode=require, a/other.sqlite', 'queue, other'],
    ['postgres://me@one/queue?port=1, postgresql://me@two/queue', 'one/queue, two/queue'],
    [
      'postgres://there/q?schema=a, postgres://there/q?x=1&schema=b%20c, postgres://there/q, a.db',
      'q/a, q/b c, q, a',
    ],
    ['postgres://there?service=a@b, x.db', 'there, x'],
    ['q.db, q.db?queue=river', 'q, river'],
    ['q.db?queue=river, q.db?queue=a%20b, x.db', 'q/river, q/a b, x'],
    ['postgres://me@there/q?queue=river, postgres://there/q?sslmode=require&queue=oban', 'river, oban'],
    ['ssh://me@there:2222/~/my%20queue.db, a/other.sqlite', 'my queue, other'],
    ['a.db, ssh://me@there/~/a.db, ssh://[::1]:22/srv/a.db', 'a, there/a, srv/a'],
    ['ssh://me@a.example, ssh://a.example:22/, ssh://[::1]', 'a.example, a.example 2, [::1]'],
    ['ssh://me@there/x.db, ssh://you@there/x.db, y/x.db', 'there/x, there/x 2, y/x'],
    ['ssh://there/100%.db, x.db', '100%, x'],
    ['docker://me@web/q.db, kubectl://a/b/c//q.db, ssh://there/y?sudo=me', 'web/q, c/q, y'],
    ['postgres+ssh://b:22/me@db:1/x?y, ssh://b/?postgres=postgres://me@db/z?y', 'x, z'],
  ])('databases at %j are called %j', (paths, expected) => {
    const named = namedDatabases(paths.split(', ').map((path) => ({ path })));
    expect(named.map(({ name }) => name).join(', ')).toBe(expected);
  });

  it('given names are kept, numbered where they are equal, and cut after 40 characters', () => {
    const named = namedDatabases([
      { path: '/a/state.sqlite', name: 'north' },
      { path: '/b/state.sqlite' },
      { path: '/c/state.sqlite', name: 'north' },
      { path: `/${'x'.repeat(300)}.sqlite` },
    ]);
    expect(named.map(({ name }) => name)).toEqual(['north', 'state', 'north 2', 'x'.repeat(40)]);
  });
});
