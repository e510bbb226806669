import { constants, fstatSync, type Stats } from 'node:fs';
import { lstat, open, readlink, realpath, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Writable } from 'node:stream';
import type { ActionProblem } from '../actions/action-problem.js';
import { adviceThere, isHostAddress } from '../hosts/address.js';
import type { Problem, ProblemCode } from '../model/problem.js';
import { sanitize } from '../view/text/sanitize.js';
import type { World } from './world.js';

/** Output is buffered up to this many characters, and then written at once. */
const chunkLength = 65_536;

/**
 * Thrown when the output can't be written to. The message is the system's, such as `ENOSPC: no space left on device`.
 */
export class OutputError extends Error {}

/**
 * Writes the pieces, each chunk only when the one before it is out. Resolves when all is written, or when nobody
 * reads it any more, as in `jobs-view --once | head`. Rejects with an {@link OutputError} if writing fails, for
 * example on a full disk.
 */
export async function writeOut(output: NodeJS.WritableStream, pieces: Iterable<string>): Promise<void> {
  for (const chunk of chunksOf(pieces)) if (!(await isWritten(output, chunk))) return;
}

/**
 * Writes a chunk; resolves when it is out with true, or with false when nobody reads it any more. Rejects if that
 * fails.
 */
export async function isWritten(output: NodeJS.WritableStream, chunk: string | Uint8Array): Promise<boolean> {
  try {
    await written(output, chunk);
    return true;
  } catch (error) {
    // Of a stream that has failed before, a later write learns only that it is destroyed.
    const first = (output as Partial<Writable>).errored ?? error;
    if ((first as NodeJS.ErrnoException).code === 'EPIPE') return false;
    throw new OutputError(systemMessage(first));
  }
}

/** The system's message, without the name of the system call and its paths. */
export function systemMessage(error: unknown): string {
  const message = (error as Partial<Error> | null)?.message ?? String(error);
  return message.replace(/, [a-z]+( '.*')?$/s, '');
}

function* chunksOf(pieces: Iterable<string>): Generator<string, void, undefined> {
  let gathered: string[] = [];
  let length = 0;
  for (const piece of pieces) {
    gathered.push(piece);
    length += piece.length;
    if (length < chunkLength) continue;
    yield gathered.join('');
    gathered = [];
    length = 0;
  }
  if (length > 0) yield gathered.join('');
}

/**
 * A file throws at once, a pipe reports later. The stream's error event needs a listener, or it would end the
 * process; a stream that is destroyed sends none.
 */
function written(output: NodeJS.WritableStream, chunk: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    output.once('error', reject);
    output.write(chunk, (error) => {
      if (error) return reject(error);
      output.off('error', reject);
      resolve();
    });
  });
}

const pathLimit = 4096;
const detailLimit = 1000;

/** Problems whose sentence alone doesn't tell exactly what happened. */
const unspecific: ReadonlySet<string> = new Set(['failed', 'damaged', 'busy']);

/**
 * A problem for stderr: what happened, to which file, and what to do next; then the system's own message, where
 * that helps. A reader's problem has to go through `oneShot` first.
 */
export function problemText({ code, sentence, file, advice, detail = '' }: Problem | ActionProblem): string {
  const lines = [`jobs-view: ${sanitize(file, pathLimit)}: ${clean(sentence)}`, clean(advice)];
  const shown = unspecific.has(code) ? sanitize(detail, detailLimit) : '';
  return (shown === '' ? lines : [...lines, `Detail: ${shown}`]).join('\n');
}

/** What a program on another host says is as untrusted as a database. */
function clean(text: string): string {
  return sanitize(text, detailLimit);
}

/** An unexpected error, or an output that can't be written to, as one sentence for stderr. */
export function unexpectedText(error: unknown): string {
  if (error instanceof OutputError)
    return `jobs-view: The output cannot be written: ${sanitize(error.message, detailLimit)}`;
  const message = error instanceof Error ? error.message : String(error);
  return `jobs-view: Unexpected error: ${sanitize(message, detailLimit)}`;
}

/**
 * Writes a text to the file that the operator named. A file is replaced as a whole, so that a reader never finds a part
 * of it; where a link leads to it, the link stays. A FIFO or a device is written to, and so is what the shell opened,
 * such as `/dev/stdout`. Throws what the system says, or why it is refused.
 */
export async function writeNamed(
  path: string,
  text: string,
  { output }: Pick<World, 'output'>,
): Promise<void> {
  const status = await stat(path).catch(unlessMissing);
  if (status !== null && isSame(status, fstatSync(1))) return writeOut(output, [text]);
  const place = await placeOf(path);
  if (status === null || (status.isFile() && !place.isOpen)) return replaceFile(place.path, text);
  if (!status.isFile() && !status.isFIFO() && !status.isCharacterDevice())
    throw new Error(`it is ${status.isDirectory() ? 'a folder' : 'no file'}`);
  const file = await open(path, constants.O_WRONLY | constants.O_APPEND | constants.O_NOCTTY);
  try {
    await file.writeFile(text);
  } finally {
    await file.close();
  }
}

/** Where a path's links lead to; `isOpen`: to a file that this process was given open, wherever that is. */
async function placeOf(path: string): Promise<{ readonly path: string; readonly isOpen: boolean }> {
  const status = await lstat(path).catch(unlessMissing);
  if (status?.isSymbolicLink() !== true) return { path, isOpen: false };
  // Its links in there name what is open, and don't lead to it.
  if ((await realpath(dirname(path))).startsWith('/proc/')) return { path, isOpen: true };
  return placeOf(resolve(dirname(path), await readlink(path)));
}

function isSame(one: Stats, other: Stats): boolean {
  return one.dev === other.dev && one.ino === other.ino;
}

function unlessMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}

/** The collector reads at any time, but only files named `*.prom`. */
async function replaceFile(path: string, text: string): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  const file = await open(temporary, 'wx', 0o644);
  try {
    await file.writeFile(text);
    await file.sync();
    await file.close();
    await rename(temporary, path);
  } catch (error) {
    await file.close().catch(() => undefined);
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
}

/** What to do next, for commands that don't look again by themselves; null: as the problem itself says. */
const advice: Readonly<Record<ProblemCode, string | null>> = {
  missing: 'Check the path, or make an empty database with: jobs-view init PATH',
  empty: 'Check the path.',
  'not-a-file': null,
  unreadable: 'Ask for read permission on the file and its folder.',
  'not-a-database': 'Check the path.',
  duckdb: 'Give the path of a SQLite database, such as state.sqlite in the same folder.',
  damaged: 'Run `PRAGMA integrity_check` on a copy, or restore it.',
  foreign: 'Check the path, or make a new database with: jobs-view init PATH',
  busy: 'Try again in a moment.',
  'no-memory': null,
  failed: 'Try again in a moment.',
  'no-link': 'Try again in a moment.',
  'no-access': null,
  'no-server': 'Try again in a moment.',
  locked: 'Try again in a moment.',
  'no-entry': null,
  'too-much': null,
  silent: 'Check what serves it.',
};

/** A problem worded for a command that looks once and ends: it promises nothing that only a dashboard does. */
export function oneShot(problem: Problem): Problem {
  const sentence = problem.code === 'missing' ? 'There is no database here.' : problem.sentence;
  const next = advice[problem.code] ?? problem.advice;
  return {
    ...problem,
    sentence,
    advice: isHostAddress(problem.file) ? adviceThere(next, problem.file) : next,
  };
}
