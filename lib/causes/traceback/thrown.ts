/** What was thrown, and where. All of it is untrusted text. */
export interface Thrown {
  /** What was thrown, as the runtime prints it: a type, a message, or both. It may have several lines. */
  readonly error: string;
  /** Where: a file's name and a line, `parser.py:88`, in the program's own code if possible; null if unknown. */
  readonly frame: string | null;
}

/** What a traceback says. */
export interface Traceback extends Thrown {
  /** Another error that says more: the root cause of this one, or one that this one is made of. */
  readonly other: { readonly how: Relation; readonly error: string } | null;
}

/**
 * How two errors are related: one caused the other, happened while the other was handled, or is one of several.
 */
export type Relation = 'caused by' | 'while handling' | 'one of';

/** A line of code that a traceback mentions. */
export interface Frame {
  readonly file: string;
  readonly line: string;
  /** Whether it belongs to the runtime or to a library. */
  readonly foreign: boolean;
}

/** The frame that says most to the program's author, of frames from the innermost outwards. */
export function bestFrame(frames: readonly Frame[]): string | null {
  const frame = frames.find(({ foreign }) => !foreign) ?? frames[0];
  if (frame === undefined) return null;
  const name = /[^/\\]+$/.exec(frame.file)?.[0] ?? frame.file;
  return `${name}:${frame.line}`;
}

/** Lines as one text, trimmed. */
export function joined(lines: readonly string[]): string {
  return lines.join('\n').trim();
}

/** An error with the error behind it. If both say the same, it is said once, with the frame where it began. */
export function related({ error, frame }: Thrown, how: Relation, behind: Thrown | null): Traceback {
  if (behind === null || behind.error === '') return { error, frame, other: null };
  if (error.includes(behind.error)) return { error, frame: behind.frame ?? frame, other: null };
  return { error, frame, other: { how, error: behind.error } };
}

/** The place of a single frame, as {@link bestFrame} has it; null if it is unknown. */
export function frameAt(file: string | undefined, line: string | undefined): string | null {
  return file === undefined || line === undefined ? null : bestFrame([{ file, line, foreign: false }]);
}
