import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';

/** One thing that happened to the files. Files go by numbers of the recording's own, bytes are in hex. */
export type Step =
  /** The name leads to this file, which is new and empty. */
  | readonly ['file', name: string, file: number]
  /** The same, and the file came there whole, by renaming. */
  | readonly ['place', name: string, file: number, bytes: string]
  | readonly ['gone', name: string]
  | readonly ['write', file: number, at: number, bytes: string]
  | readonly ['cut', file: number, size: number]
  /** Shared memory: its size, and as many of its first bytes as the reader looks at. */
  | readonly ['shm', file: number, size: number, bytes: string]
  /** Whether a process has the main file locked for writing. */
  | readonly ['lock', isLocked: 0 | 1];

/** The content of the database from one commit to the next. */
export interface CommittedState {
  /** Number of steps that were done when the statement began that committed it. */
  readonly from: number;
  /** Number of steps that were done when the statement had ended that committed the next; null for the last. */
  readonly until: number | null;
  readonly pageSize: number;
  /** Number of pages; 0 for a database without content. */
  readonly pages: number;
  /** The pages that differ from those of the state before, in hex. */
  readonly changed: readonly (readonly [page: number, bytes: string])[];
}

/** How a recording continues if the writer is killed. */
export interface Cut {
  /** How many steps it had done. */
  readonly at: number;
  readonly steps: readonly Step[];
  /** All states, those before the kill among them. */
  readonly states: readonly CommittedState[];
}

/** A file at the start; of shared memory only the bytes that the reader looks at. */
export interface InitialFile {
  readonly name: string;
  readonly file: number;
  readonly size: number;
  readonly bytes: string;
}

/** What a real SQLite did to a database's files in one scenario. The main file is called `db`. */
export interface Recording {
  readonly name: string;
  /** The files at the start. */
  readonly files: readonly InitialFile[];
  /** Whether a process had the main file locked for writing then. */
  readonly isLocked: boolean;
  readonly steps: readonly Step[];
  readonly states: readonly CommittedState[];
  /** By how many commits the reader may lag behind, for a reason that the scenario gives. */
  readonly lag: number;
  readonly cuts: readonly Cut[];
}

/** The file with all recordings. In one, they share what they have in common: a third of what they take in 51 files. */
export const recordingsFile = fileURLToPath(
  new URL('../../../spec/fixtures/recordings.json.br', import.meta.url),
);

/** All recordings, by name. */
export function loadRecordings(): readonly Recording[] {
  return JSON.parse(brotliDecompressSync(readFileSync(recordingsFile)).toString()) as Recording[];
}

/** A recording, and each of its continuations after a kill. */
export function withCuts(recording: Recording): readonly Recording[] {
  const cuts = recording.cuts.map(({ at, steps, states }) => ({
    ...{ ...recording, name: `${recording.name}, killed at ${at}` },
    ...{ steps: [...recording.steps.slice(0, at), ...steps], states, cuts: [] },
  }));
  return [{ ...recording, cuts: [] }, ...cuts];
}
