import type { MessagePort } from 'node:worker_threads';
import { DatabaseReader } from '../database-reader.js';
import { DatabaseLogReader } from '../job-log/database-log-reader.js';
import type { PlainText } from '../job-log/line-matcher.js';
import type { LiveDatabase } from '../live-database.js';
import { matchingCountsOf } from '../matching-counts.js';
import type { PictureReaderOptions } from '../picture-reader.js';
import { SqliteEngine } from '../sqlite/sqlite-engine.js';
import type { Call, CallName, Calls, FromThread, ReadersSetup, ToThread } from './messages.js';
import { type AnswersTo, answersOf } from './reader-answers.js';

/** The host that the files are on, where it isn't this one. */
export interface Elsewhere
  extends Required<
    Pick<PictureReaderOptions, 'clock' | 'system' | 'lastWritten' | 'workers' | 'disk' | 'exists'>
  > {
  /** A text that changes when another database takes its place. */
  readonly identity: () => string;
}

/** Follows the queue on another host that the readers read, until it is closed, which is before they are. */
export type FollowElsewhere = (
  database: LiveDatabase,
  elsewhere: Elsewhere,
) => {
  readonly next: (ask: Calls['follow']['ask']) => Promise<Calls['follow']['answer']>;
  readonly changed: () => void;
  readonly close: () => Promise<void>;
};

/** What the readers need that no message can carry. */
export interface ThreadParts {
  /** Absent: the files are on this host. */
  readonly elsewhere?: Elsewhere & { readonly follow: FollowElsewhere };
  /** Ms since the epoch. */
  readonly clock: () => number;
  /** See `DatabaseLogReaderOptions.plainText`. */
  readonly plainText: PlainText;
}

type Answers = AnswersTo<Calls>;

/**
 * The thread's side: readers of one database, made from the first message to `port`, which answer the others until
 * they are told to close. If a reader throws, against its promise, that ends the thread, and the other side turns
 * it into a problem.
 */
export function serveReaders(port: MessagePort, parts: ThreadParts): void {
  const say = (message: FromThread) => port.postMessage(message);
  let answers: (Answers & { readonly changed: () => void }) | null = null;
  const underWay = new Map<number, AbortController>();
  const answer = async (call: Call) => {
    const controller = new AbortController();
    underWay.set(call.id, controller);
    const work = answers?.[call.name] as (
      ask: Call['ask'],
      signal: AbortSignal,
    ) => Promise<Calls[CallName]['answer']>;
    say({ kind: 'answer', id: call.id, answer: await work(call.ask, controller.signal) });
    underWay.delete(call.id);
    if (call.name === 'close') port.close();
  };
  port.on('message', (message: ToThread) => {
    switch (message.kind) {
      case 'setup':
        answers = answersFrom(message.setup, say, parts);
        return;
      case 'call':
        return void answer(message);
      case 'abort':
        return underWay.get(message.id)?.abort();
      case 'changed':
        return answers?.changed();
    }
  });
  // The first picture must not wait for this. If it fails, the first read reports it.
  void SqliteEngine.load().catch(() => undefined);
}

function answersFrom(
  { path, folders, logFolder, spoolFolder }: ReadersSetup,
  say: (message: FromThread) => void,
  { clock, plainText, elsewhere }: ThreadParts,
): Answers & { readonly changed: () => void } {
  const reader = new DatabaseReader(path, {
    clock,
    ...elsewhere,
    folders,
    onSizes: () => say({ kind: 'sizes' }),
    onProgress: (progress) => say({ kind: 'progress', progress }),
  });
  const logs = new DatabaseLogReader(path, {
    clock: elsewhere?.clock ?? clock,
    ...(elsewhere && { system: elsewhere.system }),
    folders,
    logFolder,
    spoolFolder,
    plainText,
    database: reader.database,
    onNews: () => say({ kind: 'log-news' }),
  });
  const follower = elsewhere?.follow(reader.database, elsewhere);
  const closeLogs = async () => {
    await logs.close();
    return null;
  };
  return {
    ...answersOf({
      snapshots: reader,
      matchingCounts: matchingCountsOf(reader.database),
      logs,
      measured: (request) => reader.readMeasured(request),
      portion: ({ jobId, from, most }) => logs.portion(jobId, from, most),
    }),
    look: () => reader.look(),
    follow: (ask) => follower?.next(ask) ?? Promise.reject(new Error('it is followed elsewhere')),
    changed: () => follower?.changed(),
    fill: ({ jobId, path: file, descriptor }, signal) => logs.fill(jobId, file, descriptor, signal),
    'close-logs': closeLogs,
    close: async () => {
      await Promise.all([closeLogs(), follower?.close()]);
      await reader.close();
      return null;
    },
  };
}
