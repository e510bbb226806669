import type { Problem, ReadProblemCode } from '../../model/problem.js';

/** Thrown inside the reader if a file can't be read at all; ends a read with a {@link Problem}. */
export class ReadFailure extends Error {
  constructor(
    readonly code: ReadProblemCode,
    readonly file: string,
    readonly detail?: string,
  ) {
    super(`${code}: ${file}${detail === undefined ? '' : ` (${detail})`}`);
  }

  /** Turns an error of `node:fs` into a failure; passes a failure through. */
  static fromSystem(error: unknown, file: string): ReadFailure {
    if (error instanceof ReadFailure) return error;
    const code = systemCodes[(error as NodeJS.ErrnoException).code ?? ''] ?? 'failed';
    return new ReadFailure(code, file, String(error));
  }

  /** The failure as shown to the operator. */
  toProblem(): Problem {
    return problemOf(this.code, this.file, this.detail);
  }
}

const systemCodes: Readonly<Record<string, ReadProblemCode>> = {
  ENOENT: 'missing',
  ENOTDIR: 'missing',
  EACCES: 'unreadable',
  EPERM: 'unreadable',
  EISDIR: 'not-a-file',
  ENXIO: 'not-a-file',
  ELOOP: 'not-a-file',
};

/** The detail, as in the system's messages, of what is a folder rather than a file. */
export const isFolder = 'EISDIR';
const wordingOfFolder = { sentence: 'This is a folder.', advice: 'Name a database in it.' };

/** A problem in the operator's words, by its code. */
export function problemOf(code: ReadProblemCode, file: string, detail?: string): Problem {
  const { sentence, advice } =
    code === 'not-a-file' && detail?.includes(isFolder) ? wordingOfFolder : wording[code];
  return { code, sentence, file, advice, ...(detail === undefined ? {} : { detail }) };
}

/** The advice of a problem that is checked again and again. Commands that look only once can't use it. */
export const triedAgain = 'Trying again.';

const wording: Readonly<Record<ReadProblemCode, { sentence: string; advice: string }>> = {
  missing: {
    sentence: 'There is no database here yet.',
    advice: 'It will be shown as soon as a worker creates it. `jobs-view init PATH` makes an empty one.',
  },
  empty: {
    sentence: 'The file is empty: no database has been written to it yet.',
    advice: 'It will be shown as soon as a worker writes one.',
  },
  'not-a-file': {
    sentence: 'This is not a file that can be read as a database.',
    advice: 'Give the path of the SQLite file itself.',
  },
  unreadable: {
    sentence: 'You have no permission to read this file.',
    advice: 'Ask for read permission on the file and its folder; it will be shown as soon as it can be read.',
  },
  'not-a-database': {
    sentence: 'This file is not a SQLite database, or it is encrypted.',
    advice: 'Check the path. It will be shown as soon as there is a database.',
  },
  duckdb: {
    sentence: 'This is a DuckDB database, and only SQLite databases can be shown.',
    advice:
      'Open a queue that a newer or older version keeps in SQLite, such as state.sqlite in the same folder.',
  },
  damaged: {
    sentence: 'The database is damaged or cut short.',
    advice: 'Run `PRAGMA integrity_check` on a copy, or restore it. It will be shown as soon as it is sound.',
  },
  foreign: {
    sentence: 'This database has no table cf_processing_queue.',
    advice: 'Check the path, or run `jobs-view init PATH` on a new file.',
  },
  busy: {
    sentence: 'The database is written to non-stop; no consistent picture could be read.',
    advice: triedAgain,
  },
  'no-memory': {
    sentence:
      'There is not enough address space for the reader: ulimit -v, or a limit of the batch system, is too low.',
    advice: 'Raise that limit, or start it with NODE_OPTIONS=--disable-wasm-trap-handler, which needs less.',
  },
  failed: {
    sentence: 'The database could not be read.',
    advice: triedAgain,
  },
};

/** Why it can't be shown that everything read existed together at one instant. It is read again. */
export interface Rejection {
  readonly rejected: string;
  /** A shared-memory header that contradicts the WAL; if that persists, it is stale. */
  readonly suspect?: string;
  /** True if nothing was read yet, because it was clear that it couldn't be proved: no attempt was lost. */
  readonly postponed?: true;
  /** True if the attempt was proved, and the next one continues its work. */
  readonly continues?: true;
}
