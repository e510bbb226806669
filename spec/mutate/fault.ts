import { dirname } from 'node:path';

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

/** What became of one fault. */
export interface Verdict {
  readonly file: string;
  readonly fault: Fault;
  /** Null where nothing noticed it. */
  readonly caughtBy: string | null;
  /** The title of the first test that failed. */
  readonly test?: string | undefined;
  /** Whether the fault, kept from an earlier run, has no place any more. */
  readonly isGone?: boolean;
  readonly seconds: number;
}

/** Whether a fault survived that could do harm. */
export function isSurvivor({ caughtBy, fault, isGone }: Verdict): boolean {
  return caughtBy === null && fault.harmless === undefined && isGone !== true;
}

/** How many were caught in each folder, which survived, and which of those can do harm. */
export function summary(verdicts: readonly Verdict[]): string {
  const folders = [...new Set(verdicts.map(({ file }) => dirname(file)))].sort();
  const lines = folders.map((folder) => {
    const own = verdicts.filter(({ file }) => dirname(file) === folder);
    return `${folder}: ${counted(own)}`;
  });
  const declared = verdicts.filter(
    ({ fault, caughtBy }) => fault.harmless !== undefined && caughtBy !== null,
  );
  const stale = declared.map(({ file, fault }) => `not harmless after all: ${file}: ${fault.before}`);
  return `\n${[...lines, ...(folders.length > 1 ? [`all: ${counted(verdicts)}`] : []), ...stale].join('\n')}\n`;
}

function counted(verdicts: readonly Verdict[]): string {
  const caught = verdicts.filter(({ caughtBy }) => caughtBy !== null).length;
  const gone = verdicts.filter(({ isGone }) => isGone).length;
  const survived = verdicts.filter(isSurvivor).length;
  const harmless = verdicts.length - caught - gone - survived;
  const share = ((100 * caught) / verdicts.length).toFixed(1);
  const parts = [
    `${verdicts.length} faults`,
    `${caught} caught (${share} %)`,
    `${survived} survived`,
    ...(harmless > 0 ? [`${harmless} survived without harm`] : []),
    ...(gone > 0 ? [`${gone} without a place`] : []),
  ];
  return parts.join(', ');
}
