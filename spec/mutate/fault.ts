/** One small fault, such as a hand might make: a text of a file, and what stands there instead. */
export interface Fault {
  /** Stands in the file exactly once. */
  readonly before: string;
  readonly after: string;
  /** Which kind of slip it is, where the generator made it. */
  readonly kind?: string;
  /** Why it can do no harm, where it is known to survive. */
  readonly harmless?: string;
}

/** A fault of a file. */
export interface FileFault {
  /** From the root of the repository: TypeScript of ours, or a compiled module. */
  readonly file: string;
  readonly fault: Fault;
}

/** How often a text stands in another. */
export function occurrences(text: string, part: string): number {
  return text.split(part).length - 1;
}

/** The text with its fault. Throws where what gives way isn't there exactly once. */
export function withFault(text: string, { before, after }: Fault): string {
  const count = occurrences(text, before);
  if (count !== 1) throw new Error(`stands there ${count} times: ${before}`);
  return text.replace(before, () => after);
}
