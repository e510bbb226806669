import type { Picture, PictureRequest } from '../../../lib/model/picture.js';
import { AttemptOver } from '../../../lib/snapshot/attempt/page-source.js';
import { AnswerTable } from '../../../lib/snapshot/attempt/query-memory.js';
import { ReadAttempt } from '../../../lib/snapshot/attempt/read-attempt.js';
import { resolvePaths } from '../../../lib/snapshot/files/database-paths.js';
import { walksQueue } from '../../../lib/snapshot/live-database.js';
import type { Queryable } from '../../../lib/snapshot/port.js';
import type { Workers } from '../../../lib/snapshot/queries/panels/read-workers.js';
import { readPicture } from '../../../lib/snapshot/queries/read-picture.js';
import { ReaderMemory } from '../../../lib/snapshot/reader-memory.js';
import { SqliteEngine } from '../../../lib/snapshot/sqlite/sqlite-engine.js';
import type { Answers, SqliteSession } from '../../../lib/snapshot/sqlite/sqlite-session.js';
import { FilesInMemory } from '../../support/files-in-memory.js';
import { countingBySql } from '../by-sql/queue-by-sql.js';

/** Puts something between a reader and SQLite. */
export type Watched = (database: Queryable) => Queryable;

const unwatched: Watched = (database) => database;

/**
 * The rows of single jobs, as long as somebody holds the bytes that they are in: picture after picture of the same
 * bytes has the same jobs, as in a live database that nobody writes to.
 */
class KeptAnswers {
  readonly #tables = new WeakMap<Uint8Array, AnswerTable>();

  /** What is remembered of a database with these bytes, which nobody may change. */
  of(bytes: Uint8Array): Answers {
    const table = this.#tables.get(bytes) ?? new AnswerTable();
    this.#tables.set(bytes, table);
    return {
      answer: (_schema, sql, parameters, read) => {
        const answer = table.get(sql, parameters) ?? read();
        table.set(sql, parameters, answer);
        return answer;
      },
    };
  }
}

/** At most this many are kept: each has its queries compiled. */
const most = 12;

/**
 * Sessions that stay open from one picture to the next, as a live database's does: to compile a picture's queries takes
 * longer than to run them. Databases of different forms take turns in a spec, so each form has its own.
 */
class KeptSessions {
  readonly #sessions = new Map<string, SqliteSession>();

  /** The session for a database with these bytes; it finds out by itself whether the schema is the same. */
  of(bytes: Uint8Array): SqliteSession {
    const form = formOf(bytes);
    const session = this.#sessions.get(form) ?? engine.session();
    this.#sessions.delete(form);
    this.#sessions.set(form, session);
    const [[oldest, other] = []] = this.#sessions;
    if (this.#sessions.size > most && oldest !== undefined) {
      other?.close();
      this.#sessions.delete(oldest);
    }
    return session;
  }
}

/**
 * What page 1 says of the size of pages, the bytes that are left free in each, the schema's version and the encoding.
 */
function formOf(bytes: Uint8Array): string {
  const said = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 100));
  return [said.subarray(16, 18), said.subarray(20, 21), said.subarray(40, 44), said.subarray(56, 60)]
    .map((part) => part.toString('hex'))
    .join(' ');
}

const engine = await SqliteEngine.load();
const sessions = new KeptSessions();
const walkingAnswers = new KeptAnswers();
const askingAnswers = new KeptAnswers();
const path = '/folder/queue.sqlite3';

/**
 * The picture of a database's bytes, which nobody may change later, as the live database gives it, as of `asOf` (ms):
 * with the queue's table walked page by page.
 */
export function countedPicture(
  bytes: Uint8Array,
  request: PictureRequest,
  asOf: number,
  workers?: Workers,
  watched = unwatched,
): Picture {
  return withAttempt(bytes, asOf, (attempt, memory) =>
    sessions.of(bytes).run(attempt, walkingAnswers.of(bytes), (plain) => {
      const database = watched(plain);
      const counting = { walkQueue: walksQueue(attempt.walked, memory, database), mayComeLater: false };
      return pictureOf(database, request, asOf, counting, workers);
    }),
  );
}

/** The same by SQL alone. */
export function pictureBySql(
  bytes: Uint8Array,
  request: PictureRequest,
  asOf: number,
  workers?: Workers,
  watched = unwatched,
): Picture {
  return withAttempt(bytes, asOf, (attempt) =>
    sessions
      .of(bytes)
      .run(attempt, askingAnswers.of(bytes), (plain) =>
        pictureBySqlOf(watched(plain), request, asOf, workers),
      ),
  );
}

function withAttempt<T>(
  bytes: Uint8Array,
  asOf: number,
  read: (attempt: ReadAttempt, memory: ReaderMemory) => T,
): T {
  const files = new FilesInMemory();
  files.write(path, bytes);
  const memory = new ReaderMemory();
  // What one attempt finds out about the table may make another one necessary.
  for (;;) {
    const attempt = ReadAttempt.begin(resolvePaths(files, path), memory, () => ({ steady: 0, wall: asOf }));
    if ('rejected' in attempt) throw new Error(attempt.rejected);
    try {
      return read(attempt, memory);
    } catch (error) {
      if (!(error instanceof AttemptOver) || attempt.check() !== null) throw error;
    } finally {
      attempt.end();
    }
  }
}

/** The picture of a database by SQL alone. */
export function pictureBySqlOf(
  database: Queryable,
  request: PictureRequest,
  asOf: number,
  workers?: Workers,
): Picture {
  return pictureOf(database, request, asOf, countingBySql(database), workers);
}

function pictureOf(
  database: Queryable,
  request: PictureRequest,
  asOf: number,
  counting: Parameters<typeof readPicture>[4],
  workers?: Workers,
): Picture {
  const read = readPicture(database, request, asOf, '/queue.sqlite3', counting, workers);
  if (read.kind === 'problem') throw new Error(read.problem.sentence);
  return read.picture;
}
