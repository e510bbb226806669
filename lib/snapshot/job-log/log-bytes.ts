import type { LogPiece, LogReading } from '../../model/log.js';
import type { Problem, ProblemCode } from '../../model/problem.js';
import { ReadFailure } from '../files/read-failure.js';

/** The bytes of a log that doesn't change. */
export interface LogBytes {
  readonly size: number;
  /** The bytes from `from` up to, but not including, `to`; both within the size. */
  read(from: number, to: number): Buffer;
}

/** A log that is held in memory. */
export class HeldBytes implements LogBytes {
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get size(): number {
    return this.#bytes.length;
  }

  read(from: number, to: number): Buffer {
    return Buffer.from(this.#bytes.subarray(from, to));
  }
}

/** A part of a log that is held in memory, because it is used more than once. */
export class HeldPart implements LogBytes {
  readonly size: number;
  readonly #bytes: Buffer;

  readonly #log: LogBytes;
  readonly #from: number;

  constructor(log: LogBytes, from: number, to: number) {
    this.#log = log;
    this.#from = from;

    this.size = log.size;
    this.#bytes = log.read(from, to);
  }

  read(from: number, to: number): Buffer {
    const isHeld = from >= this.#from && to <= this.#from + this.#bytes.length;
    return isHeld ? this.#bytes.subarray(from - this.#from, to - this.#from) : this.#log.read(from, to);
  }
}

/** The result of work on the bytes of a log. */
export type LogResult<T> =
  | {
      readonly kind: 'value';
      readonly value: T;
      readonly asOf: number;
      /** Equal texts mean the same log, which may have grown. */
      readonly edition: string;
      /** Equal texts mean exactly the same log. */
      readonly state: string;
      readonly origin: LogPiece['origin'];
    }
  | Extract<LogReading, { kind: 'none' }>
  | { readonly kind: 'problem'; readonly problem: Problem };

/** Gives access to the bytes of one job's log, each time as it is at one instant. */
export interface LogSource {
  /** Runs `work`, possibly several times; it must not wait. Rejects only with what `work` throws. */
  read<T>(work: (bytes: LogBytes) => T): Promise<LogResult<T>>;
}

/** A problem with a log, in the operator's words. */
export function logProblem(sentence: string, file: string, advice: string, detail?: string): Problem {
  return { code: 'failed', sentence, file, advice, ...(detail === undefined ? {} : { detail }) };
}

/** An error in reading or writing a log's file, in the operator's words. */
export function problemOfFile(error: unknown, file: string): Problem {
  const { code, detail } = ReadFailure.fromSystem(error, file);
  const system = (error as NodeJS.ErrnoException).code ?? '';
  const [sentence, advice] = ofSystem[system] ?? ofCode[code] ?? ['This log could not be read.', again];
  return { ...logProblem(sentence, file, advice, detail), code };
}

type Words = readonly [sentence: string, advice: string];

const again = 'Trying again.';

const ofCode: Readonly<Partial<Record<ProblemCode, Words>>> = {
  unreadable: [
    'You have no permission to read this log.',
    'Ask for read permission on the file and its folder.',
  ],
  'not-a-file': ['The path of the log is not a regular file.', 'Check the path.'],
};

const noSpace: Words = [
  'There is no space left for the log.',
  'Free some space there, or choose another place.',
];

const ofSystem: Readonly<Record<string, Words>> = {
  ENOSPC: noSpace,
  EDQUOT: noSpace,
  EFBIG: noSpace,
  EEXIST: ['A file of this name exists already; nothing was written.', 'Choose another name.'],
  EROFS: ['Nothing can be written there.', 'Choose another place.'],
};
