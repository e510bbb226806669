import type { Problem, ReadProblemCode } from '../../model/problem.js';
import { UnknownQueue } from '../../schema/known-queues.js';
import { problemOf, ReadFailure } from '../files/read-failure.js';

/** The meanings of SQLite's messages, for pages that are known to have existed together. */
const meanings: readonly (readonly [RegExp, ReadProblemCode])[] = [
  [/file is not a database|unsupported file format/, 'not-a-database'],
  [/malformed|disk I\/O error/, 'damaged'],
];

/** The problem behind an error of a query; `file` is the database's. */
export function problemOfSqlite(error: unknown, file: string): Problem {
  if (error instanceof ReadFailure) return error.toProblem();
  if (error instanceof UnknownQueue)
    return { code: 'no-entry', sentence: error.message, file, advice: 'Name one of them: --queue NAME.' };
  const message = error instanceof Error ? error.message : String(error);
  const code = meanings.find(([pattern]) => pattern.test(message))?.[1] ?? 'failed';
  return problemOf(code, file, message);
}
