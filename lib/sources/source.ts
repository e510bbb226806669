import { everyJob } from '../model/filter.js';
import type { PictureRequest } from '../model/picture.js';
import { type Problem, passing } from '../model/problem.js';
import type { ReadResult, SnapshotReader } from '../snapshot/port.js';

/** One of several databases, and how it is read: in this process, by a thread, or on another host. */
export interface Source {
  /** Its name on the screen, different from that of any other source. Untrusted. */
  readonly name: string;
  /** Where it is, as it was given. Untrusted. */
  readonly path: string;
  /** The other host that it is on; absent: this one. */
  readonly host?: string;
  readonly reader: SnapshotReader;
  /**
   * Sources with the same lane are read by the same thread: they are counted one after the other, so that the first are
   * soon on the screen.
   */
  readonly lane?: string;
  /** How many ms ago its host last gave a sign of life; absent: only answers show that. */
  readonly silentMs?: () => number;
}

/** A picture whose jobs have yet to be counted is followed by one in which they are, or by a later one of its kind. */
const mostReads = 4;

/** Asks for the counts of jobs, and for no job itself. */
export const countsAlone: PictureRequest = {
  filter: everyJob,
  anchor: { kind: 'index', index: 0 },
  before: 0,
  after: 0,
  failures: 0,
};

/** A picture of one database in which everything is counted, or why there is none. */
export async function readCounted(
  { reader, path }: Pick<Source, 'reader' | 'path'>,
  request: PictureRequest,
): Promise<ReadResult> {
  let latest = Number.POSITIVE_INFINITY;
  for (let reads = 0; reads < mostReads; ) {
    const result = await reader.read(request);
    if (result.kind === 'problem' || result.picture.counts !== null) return result;
    if (result.picture.asOf <= latest) reads += 1;
    latest = result.picture.asOf;
  }
  const sentence = 'The jobs could not be counted.';
  return { kind: 'problem', problem: { code: 'busy', sentence, file: path, advice: 'It is tried again.' } };
}

/** The problem of a database that the others don't wait for any longer. */
export function silentProblem(file: string): Problem {
  return {
    code: 'silent',
    sentence: 'The database does not answer.',
    file,
    advice: 'The others do not wait for it: it is shown again as soon as it answers.',
  };
}

/** Whether a database's earlier answers stay on the screen with this problem: it is still the same database. */
export function staysThrough({ code }: Problem): boolean {
  return passing.has(code);
}
