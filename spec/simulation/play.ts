import { type CommittedState, type Recording, withCuts } from './recording.js';
import { type World, worldsOf } from './worlds.js';

/** One committed content of the database, whole. */
export interface Content {
  readonly from: number;
  /** `Infinity` for the last. */
  readonly until: number;
  readonly pageSize: number;
  /** That with number 1 first. */
  readonly pages: readonly Buffer[];
}

/** The contents of all states of a recording, in order, each with the steps between which the reader may show it. */
export function contentsOf(states: readonly CommittedState[], lag = 0): readonly Content[] {
  let pages: readonly Buffer[] = [];
  return states.map(({ from, pageSize, pages: count, changed }, index) => {
    const until = states[index + lag]?.until;
    const next = pages.slice(0, count);
    for (const [page, bytes] of changed) next[page - 1] = Buffer.from(bytes, 'hex');
    pages = next;
    return { from, until: until ?? Number.POSITIVE_INFINITY, pageSize, pages };
  });
}

/** A recording, ready to be played. */
export interface Play {
  readonly name: string;
  readonly worlds: readonly World[];
  readonly contents: readonly Content[];
  /** Up to this step it is the same as another play: 0 for a whole recording. */
  readonly known: number;
}

/** A recording, and each of its continuations after a kill. */
export function playsOf(recording: Recording): readonly Play[] {
  return withCuts(recording).map((each, index) => playOf(each, recording.cuts[index - 1]?.at ?? 0));
}

function playOf(recording: Recording, known: number): Play {
  const { name, states, lag } = recording;
  return { name, worlds: worldsOf(recording), contents: contentsOf(states, lag), known };
}
