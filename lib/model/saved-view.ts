import { argumentsName, isArgument } from './filter/column-filter.js';
import type { JobFilter } from './filter.js';
import type { JobSort } from './sort.js';

/** How much room a job takes in the list: the lines that it needs with a blank one, or a single line. */
export type Density = 'comfortable' | 'compact';

/** What the monitoring panel's chart shows: rows or bytes a second, or jobs a minute. */
export const monitorUnits = ['rows', 'bytes', 'jobs'] as const;

/** One of these. */
export type MonitorUnit = (typeof monitorUnits)[number];

/** How rows show times: how long ago, or on the clock in UTC or in this host's own zone. */
export const timeLooks = ['ages', 'utc', 'local'] as const;

/** One of these. */
export type TimeLook = (typeof timeLooks)[number];

/** How the dashboard's panels are set. */
export interface PanelChoice {
  /** Whether the pipeline is shown above the list. */
  readonly showPipeline: boolean;
  /** How far back the monitoring panel looks, ms. */
  readonly periodMs: number;
  readonly unit: MonitorUnit;
  readonly density: Density;
  /** The order of the list; absent: nobody has chosen one. */
  readonly sort?: JobSort;
  /** Whether the selected job's details stand beside the list, where there is room; absent: no. */
  readonly isBeside?: boolean;
  /** The columns of the compact list, as `columnIn` has them; absent: nobody has chosen any. */
  readonly columns?: readonly string[];
  /** How rows show times; absent: nobody has chosen. */
  readonly times?: TimeLook;
}

/** What an operator has chosen to see, to be restored at the next start. */
export interface SavedView {
  readonly filter: JobFilter;
  readonly panel: PanelChoice;
}

/** The panels before anybody has chosen anything. */
export const defaultPanel: PanelChoice = {
  showPipeline: false,
  periodMs: 300_000,
  unit: 'rows',
  density: 'comfortable',
};

/** A view of the list that the operator has given a name in the configuration. */
export interface NamedView {
  /** Untrusted. */
  readonly name: string;
  /** What was cleared away stays so in every view. */
  readonly filter: Omit<JobFilter, 'cleared'>;
  /** Absent: the order stays as it is. */
  readonly sort?: JobSort;
  /** Absent: it stays as it is. */
  readonly density?: Density;
  /** Absent: they stay as they are. */
  readonly columns?: readonly string[];
}

/** Fields of a job that can be columns of the compact list, in the order in which they are offered. */
export const fieldColumns = [
  'worker',
  'rows',
  'retries',
  'duration',
  'size',
  'files',
  'failed',
  'priority',
  'start',
  'end',
  'version',
  'source',
  'output',
  'error',
] as const;
export type FieldColumn = (typeof fieldColumns)[number];

/** The columns of a list that nobody has chosen columns for, as far as it is wide enough. */
export const usualColumns: readonly FieldColumn[] = ['worker', 'rows', 'retries', 'duration'];

/** More columns than these fit on no screen. */
export const mostColumns = 20;

/** How a column is written, for messages. */
export const columnForms = `${fieldColumns.join(', ')}, or ${argumentsName} with a path in JSON, as in ${argumentsName}.user or ${argumentsName}.items[0]`;

/** The name of a column as it was written by hand; null if there is no such column. */
function columnIn(text: string): string | null {
  const name = text.trim();
  const field = fieldColumns.find((each) => each === name.toLowerCase());
  return field ?? (isArgument(name) ? name : null);
}

/** Several columns, each once; null if one of them is none, or there are too many. */
export function columnsIn(texts: readonly unknown[]): readonly string[] | null {
  const names = texts.map((text) => (typeof text === 'string' ? columnIn(text) : null));
  const known = names.filter((name) => name !== null);
  return known.length < texts.length || texts.length > mostColumns ? null : [...new Set(known)];
}

/** Whether the operator chose columns, which are shown on a screen of any width. */
export function hasOwnColumns(columns: readonly string[] | null): columns is readonly string[] {
  return columns !== null && columns.length > 0;
}

/** Whether two choices of columns are the same; null: the usual ones. */
export function isSameColumns(one: readonly string[] | null, other: readonly string[] | null): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
