import type { DatabaseName } from './databases.js';

/** What a figure must not go beyond. */
export type Target = { readonly atMost: number } | { readonly atLeast: number };

/** What a figure is counted in: a ratio, a count, milliseconds, or a part of one core or of something else in %. */
export type Unit = '×' | 'ms' | '%' | 'bytes' | 'count';

/** One line of the table. */
export interface Figure {
  /** The program's name for it. */
  readonly key: string;
  readonly measured: string;
  readonly against: string;
  readonly target: Target;
  readonly unit: Unit;
}

/** Something that is measured in a fresh process. */
export interface Trial {
  readonly name: string;
  /** A file of `programs/`, without its ending. */
  readonly program: string;
  /** The databases that it works on, each a copy of its own; none where the program makes what it needs. */
  readonly databases: readonly DatabaseName[];
  /** What the program is told besides. */
  readonly options?: Readonly<Record<string, string | number>>;
  readonly figures: readonly Figure[];
}

/** What a trial's program is told. */
export interface TrialTask {
  readonly name: string;
  /** The path of each database of the trial. */
  readonly databases: Readonly<Record<string, string>>;
  /** A folder that is removed afterwards. */
  readonly folder: string;
  readonly seed: number;
  readonly options: Readonly<Record<string, string | number>>;
}

/** What a trial's program answers. */
export interface TrialAnswer {
  readonly figures: Readonly<Record<string, number>>;
  /** What someone who reads the figures should know, a line each. */
  readonly notes: readonly string[];
}

/** Whether a figure is on the right side of its target. False if there is no number. */
export function passes(figure: number | undefined, target: Target): boolean {
  if (figure === undefined || Number.isNaN(figure)) return false;
  return 'atMost' in target ? figure <= target.atMost : figure >= target.atLeast;
}
