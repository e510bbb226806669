import { gap, withGap } from '../long-text.js';
import { atTraceback } from './at-frames.js';
import { goPanic, rubyTraceback, rustPanic, rustReport } from './panics.js';
import { pythonTraceback } from './python.js';
import type { Traceback } from './thrown.js';

/**
 * How much of a text is searched for a traceback, in characters: its beginning, and its end, which says what happened.
 */
const looked = 131_072;

/**
 * What the traceback in a text says; null if the text holds no known traceback: Python (chained, grouped, with
 * notes, syntax errors, crashes), JavaScript under Node, Java and other JVM languages, .NET, Go, Rust and Ruby.
 * Takes time linear in the text's length, which is unlimited; for a recent text, returns the same object again.
 * The text may hold other things before and after.
 */
export function tracebackIn(text: string): Traceback | null {
  if (!text.includes('\n')) return null;
  const known = remembered.get(text);
  const found = known === undefined ? find(text) : known;
  // Moves the entry to the end, so that the one unused for longest is dropped first.
  remembered.delete(text);
  remembered.set(text, found);
  if (known === undefined) forgetBeyond(text.length);
  return found;
}

/** The screen is drawn often, each time with the same errors, so their results are remembered by text. */
const remembered = new Map<string, Traceback | null>();
/** The total length of the remembered texts, in characters. A screen full of the longest errors has less. */
const mostRemembered = 8_388_608;
let length = 0;

function forgetBeyond(more: number): void {
  length += more;
  for (const text of remembered.keys()) {
    if (length <= mostRemembered || remembered.size === 1) return;
    remembered.delete(text);
    length -= text.length;
  }
}

function find(text: string): Traceback | null {
  const lines = bothEnds(text)
    .replace(colours, '')
    .split(/\r?\n/)
    .filter((line) => line !== gap);
  for (const finder of finders) {
    const found = finder(lines);
    if (found !== null) return { ...found, error: found.error.slice(0, longestError) };
  }
  return null;
}

/** In this order, because a Python program's output is often quoted by the program that ran it. */
const finders = [pythonTraceback, rustPanic, goPanic, atTraceback, rubyTraceback, rustReport] as const;

const longestError = 4096;

/** Runtimes colour their tracebacks when they believe that a terminal shows them. */
const colours = /\u001b\[[\d;]{0,32}m/g;

function bothEnds(text: string): string {
  if (text.length <= 2 * looked) return text;
  return withGap(text.slice(0, looked), text.slice(-looked));
}
