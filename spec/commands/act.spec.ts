import { constants } from 'node:os';
import { PassThrough } from 'node:stream';
import { describe, expect, it, jest } from '@jest/globals';
import type { ActionResult, SeenJob } from '../../lib/actions/action.js';
import { actionProblem } from '../../lib/actions/action-problem.js';
import { type ActOptions, act } from '../../lib/commands/act.js';
import type { World } from '../../lib/commands/world.js';
import type { HostReaders } from '../../lib/hosts/host-readers.js';
import { DatabaseReader } from '../../lib/snapshot/database-reader.js';
import { programThread } from '../snapshot/thread/readers.js';
import { createDatabase, readSql } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { testFolder } from '../support/test-folder.js';
import { openIn, Pipe } from './follow/runs.js';

type Written = ActionResult<'retry'>;

/** Another host with this many failed jobs, each of whose writes waits for an answer. */
class Host {
  readonly calls: string[] = [];
  readonly #count: number;
  #answer: ((written: Written) => void) | null = null;
  #jobs: readonly SeenJob[] = [];

  constructor(count: number) {
    this.#count = count;
  }

  async measured() {
    this.calls.push('read');
    const targets = Array.from({ length: this.#count }, (_, index) => ({
      ...{ id: String(index + 1), type: 'parse', name: 'p', status: 'failed', statusText: 'FAILED' },
      ...{ retryCount: 0, workerMark: '', trouble: null },
    }));
    return { kind: 'picture', picture: { asOf: 0, counts: {}, totals: {}, failedMatching: 0, targets } };
  }

  change({ jobs }: { jobs: readonly SeenJob[] }, signal: AbortSignal): Promise<Written> {
    this.calls.push(`write ${jobs.length}`);
    this.#jobs = jobs;
    return new Promise((resolve) => {
      this.#answer = resolve;
      signal.onabort = () => resolve({ kind: 'problem', problem: actionProblem('stopped', 'host') });
    });
  }

  async close() {
    this.calls.push('close');
  }

  /** Resolves when a write is under way. */
  written = () =>
    eventually(
      () => this.#answer !== null,
      () => this.calls.join(),
      { every: 1 },
    );

  /** Answers the write under way: all of its jobs were changed. */
  async answer(): Promise<void> {
    await this.written();
    const [answer, changed] = [this.#answer, this.#jobs.length];
    this.#answer = null;
    answer?.({ kind: 'done', sentence: '', changes: [], changed, movedOn: [] });
  }
}

/** Retries all failed jobs of a host, or of a file, as a command on a terminal. */
function begin(source: Host | string, consent: ActOptions['consent'] = 'given') {
  const [input, error, output] = [new PassThrough(), new PassThrough(), new Pipe()];
  for (const stream of [input, error]) Object.assign(stream, { isTTY: true });
  let [errors, now] = ['', 0];
  error.on('data', (text) => {
    errors += String(text);
  });
  const listeners = new Set<(signal: NodeJS.Signals) => void>();
  const choice = { statuses: null, types: null, name: null, cause: null, text: null, worker: null };
  const path = typeof source === 'string' ? source : 'host';
  const open = () => source as unknown as HostReaders;
  const ended = act(
    {
      databases: [{ name: path, path, ...(typeof source !== 'string' && { open }) }],
      ...{ action: 'retry', format: 'text', ids: [], choice, consent, readOnly: false },
    },
    {
      input: () => input,
      error,
      output,
      home: null,
      folder: '/',
      now: () => now,
      readerThread: programThread,
    } as unknown as World,
    (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  );
  return {
    ...{ ended, input, listening: () => listeners.size, errors: () => errors, printed: () => output.lines },
    send: (signal: NodeJS.Signals) => {
      for (const listener of listeners) listener(signal);
    },
    pass: (ms: number) => {
      now += ms;
    },
    asked: () =>
      eventually(
        () => errors.includes('Type yes'),
        () => errors,
        { every: 1 },
      ),
  };
}

const ending = 'jobs-view: Ending after the transactions under way.\n';

describe.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s to a command that changes jobs', (signal) => {
  const code = 128 + constants.signals[signal];

  it('leaves the transactions under way to end, and no more are begun', async () => {
    const host = new Host(2500);
    const run = begin(host);
    await host.written();
    run.send(signal);
    expect([run.errors(), host.calls]).toEqual([ending, ['read', 'write 2000']]);
    await host.answer();
    expect([await run.ended, run.listening()]).toEqual([code, 0]);
    expect([run.printed(), run.errors()]).toEqual([['2,000 jobs are queued again; 500 not tried'], ending]);
    expect(host.calls.at(-1)).toBe('close');
  });

  it('breaks the transactions under way when it comes second', async () => {
    const host = new Host(2500);
    const run = begin(host);
    await host.written();
    run.send('SIGINT');
    run.send(signal);
    // That it isn't known what was done matters more than who ended it.
    expect([await run.ended, run.listening()]).toEqual([1, 0]);
    expect(run.printed()).toEqual(['Nothing changed; 500 not tried, 2,000 may have been retried']);
    const lines = run.errors().slice(ending.length).trimEnd().split('\n');
    expect(lines).toHaveLength(23);
    expect(lines.slice(19)).toEqual([
      'jobs-view: job 20 may have been retried: look before you try again',
      'jobs-view: and 1,980 more',
      'jobs-view: host: Writing was stopped.',
      'It may have been done, whole or not at all. Look before you try again.',
    ]);
  });
});

describe('a command that changes jobs', () => {
  it('leaves signals to the system while its question waits, with its reader closed', async () => {
    const path = `${testFolder()}/jobs.sqlite3`;
    await createDatabase(path, { rows: [{ id: 1, plugin_name: 'p', status: 'FAILED' }] });
    const close = jest.spyOn(DatabaseReader.prototype, 'close');
    const run = begin(path, 'ask');
    await run.asked();
    expect(close).toHaveBeenCalledTimes(1);
    close.mockRestore();
    expect([run.listening(), openIn(path)]).toEqual([0, []]);
    run.input.end('yes\n');
    expect([await run.ended, run.printed()]).toEqual([0, ['1 job is queued again']]);
  });

  it('has its own process ended in the middle of a transaction by the second signal', async () => {
    const path = `${testFolder()}/jobs.sqlite3`;
    await createDatabase(path, {
      rows: [{ id: 1, plugin_name: 'p', status: 'FAILED' }],
      sql: [
        'CREATE VIEW steps AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n',
        'CREATE TRIGGER slow AFTER UPDATE ON cf_processing_queue BEGIN SELECT count(*) FROM steps; END',
      ],
    });
    const run = begin(path);
    await eventually(
      () => run.listening() === 1,
      () => run.errors(),
    );
    run.send('SIGINT');
    run.send('SIGINT');
    expect([await run.ended, run.printed()]).toEqual([1, ['Nothing changed; 1 may have been retried']]);
    expect(await readSql(path, 'SELECT status FROM cf_processing_queue')).toEqual([{ status: 'FAILED' }]);
  });

  it.each([
    ['yes\n', 0],
    [' YES \n', 0],
    ['y\n', 5],
    ['yes please\n', 5],
    ['no\nyes\n', 5],
    ['', 5],
  ])('on the answer %j exits with %i', async (answer, code) => {
    const host = new Host(1);
    const run = begin(host, 'ask');
    await run.asked();
    run.input.end(answer);
    if (code === 0) await host.answer();
    expect(await run.ended).toBe(code);
    expect(host.calls).toEqual(['read', ...(code === 0 ? ['write 1'] : []), 'close']);
    expect(run.errors().endsWith('Nothing was changed.\n')).toBe(code !== 0);
  });

  it('names ten jobs in its question, and counts the others', async () => {
    const run = begin(new Host(12), 'ask');
    await run.asked();
    expect(
      run
        .errors()
        .match(/^ {2}(job \d+|and .*)/gm)
        ?.slice(8),
    ).toEqual(['  job 9', '  job 10', '  and 2 more']);
    run.input.end('no\n');
    await run.ended;
  });

  it('reports progress once in a second at most', async () => {
    const host = new Host(8001);
    const run = begin(host);
    for (const ms of [1000, 0, 999, 1]) {
      await host.written();
      run.pass(ms);
      await host.answer();
    }
    await host.answer();
    expect(await run.ended).toBe(0);
    expect(run.errors().match(/[\d,]+ of 8,001/g)).toEqual(['2,000 of 8,001', '8,000 of 8,001']);
  });
});
