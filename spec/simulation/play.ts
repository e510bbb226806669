import { type Content, contentsOf } from './committed.js';
import { type Recording, withCuts } from './recording.js';
import { type World, worldsOf } from './worlds.js';

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
