import { type Content, contentsOf } from './committed.js';
import { type Recording, withCuts } from './recording.js';
import { type World, worldsOf } from './worlds.js';

/** A recording, ready to be played. */
export interface Play {
  readonly name: string;
  readonly worlds: readonly World[];
  readonly contents: readonly Content[];
}

/** A recording, and each that goes on after a kill. */
export function playsOf(recording: Recording): readonly Play[] {
  return withCuts(recording).map(playOf);
}

function playOf(recording: Recording): Play {
  const { name, states, lag } = recording;
  return { name, worlds: worldsOf(recording), contents: contentsOf(states, lag) };
}
