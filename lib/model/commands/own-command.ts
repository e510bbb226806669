/** What the words of a command may have in braces: something of a job, or where its log or its database is. */
export const placeholders = ['id', 'name', 'output', 'log', 'error', 'worker', 'database'] as const;

/** One of these. */
type Placeholder = (typeof placeholders)[number];

/** A command of the operator's own, which a key runs for a job. Only their own settings file has any. */
export interface OwnCommand {
  readonly key: string;
  /** What the help calls it. */
  readonly name: string;
  /** The program, and its arguments, in which placeholders are replaced. No shell sees them. */
  readonly run: readonly string[];
  /** It gets the terminal until it ends; else it runs in the background. */
  readonly terminal: boolean;
  /** It is asked about first. */
  readonly confirm: boolean;
}

/** What a command's placeholders stand for; absent: the job has no such thing. Untrusted. */
export type PlaceholderValues = { readonly [P in Placeholder]?: string };

/** A command for a certain job, ready to be run but for its log's file. */
export interface OwnRun {
  readonly command: OwnCommand;
  readonly jobId: string;
  /** The job in words. Untrusted. */
  readonly job: string;
  readonly values: PlaceholderValues;
}

/** Characters of a value at most: systems take no argument of more than 128 KiB. */
const longestValue = 30_000;

const inBraces = /\{([a-z]+)\}/g;

/** The placeholders in a word, known or not, in order. */
export function placeholdersIn(word: string): readonly string[] {
  return [...word.matchAll(inBraces)].map(([, name = '']) => name);
}

/** Whether a command needs its job's log in a file. */
export function needsLog({ run }: OwnCommand): boolean {
  return run.some((word) => placeholdersIn(word).includes('log'));
}

/** What a program would pass on to the terminal as an order; with it what a colour is made of. */
const control = /(?![\t\n])\p{Cc}(?:\[[\d;]*m)?/gu;

/**
 * The arguments of a command, each placeholder replaced by its value; or why they can't be made. A value never begins an
 * argument with a dash, which the program would take for an option, and has no control characters but tabs and line
 * breaks: an error loses them, while any other value would then be another one.
 */
export function argumentsOf(
  { run }: OwnCommand,
  values: PlaceholderValues,
):
  | { readonly kind: 'arguments'; readonly all: readonly string[] }
  | { readonly kind: 'reason'; readonly reason: string } {
  const all: string[] = [];
  for (const word of run.slice(1)) {
    const names = placeholdersIn(word) as readonly Placeholder[];
    const missing = names.find((name) => (values[name] ?? '') === '');
    if (missing !== undefined) return { kind: 'reason', reason: `this job has no ${words[missing]}` };
    const hostile = names.find((name) => name !== 'error' && values[name]?.match(control));
    if (hostile !== undefined)
      return { kind: 'reason', reason: `the ${words[hostile]} of this job has a control character` };
    const argument = word.replaceAll(inBraces, (_, name: Placeholder) =>
      (values[name] ?? '').slice(0, longestValue).replace(control, ''),
    );
    if (argument.startsWith('-') && !word.startsWith('-'))
      return {
        kind: 'reason',
        reason: `the ${words[names[0] ?? 'name']} of this job begins with a dash, as options do`,
      };
    all.push(argument);
  }
  return { kind: 'arguments', all };
}

const words: Readonly<Record<Placeholder, string>> = {
  id: 'id of its own',
  name: 'name',
  output: 'output path',
  log: 'log',
  error: 'error',
  worker: 'worker',
  database: 'database',
};
