import { type ColumnFilter, filterKind } from '../model/filter/column-filter.js';
import { type PointInTime, pointInTimeIn } from '../model/filter/point-in-time.js';
import { type Clearing, listedStatuses, listedTypes, type Took } from '../model/filter.js';
import { given } from '../model/given.js';
import { monitoringPeriods } from '../model/monitoring/monitoring.js';
import {
  columnsIn,
  type Density,
  defaultPanel,
  monitorUnits,
  type PanelChoice,
  timeLooks,
} from '../model/saved-view.js';
import { defaultSort, isSameSort, isSortedBy, type JobSort } from '../model/sort.js';
import { isJsonObject, jsonIn } from '../model/sound-json.js';
import type { FilterParts } from './filter-parts.js';

/** A saved view as its file has it: what is kept of an operator's list of one database from one start to the next. */
export interface StoredView {
  /** Complete jobs that they cleared away; null if none. */
  readonly cleared: Clearing | null;
  /** The filter that the list showed last; null if they never chose one. */
  readonly filter: FilterParts | null;
  /** The panels' settings when last used. */
  readonly panel: PanelChoice;
}

/** For when there is no file. */
export const nothingStored: StoredView = { cleared: null, filter: null, panel: defaultPanel };

/**
 * The format that this program writes. It still reads format 1, which held only what was cleared, and format 2, in which
 * the usual order was that by start.
 */
const schema = 3;
/** The file's key for how far back the monitoring panel looks, as every version has written it. */
const periodKey = 'windowMs';

/** The content of a file. `database` is for people who look into it. */
export function storedViewText(database: string, view: StoredView): string {
  const { periodMs, ...panel } = view.panel;
  return `${JSON.stringify({ schema, database, ...view, panel: { ...panel, [periodKey]: periodMs } })}\n`;
}

/** What a file's text says; null if it can't be understood. */
export function storedViewIn(text: string): StoredView | null {
  const value = jsonIn(text);
  if (!isJsonObject(value) || (value.schema !== 1 && value.schema !== 2 && value.schema !== schema))
    return null;
  const cleared = clearingOf(value.cleared);
  if (cleared === undefined) return null;
  if (value.schema === 1) return { ...nothingStored, cleared };
  const filter = filterOf(value.filter);
  const panel = panelOf(value.panel, value.schema === schema);
  return filter === undefined || panel === undefined ? null : { cleared, filter, panel };
}

function clearingOf(value: unknown): Clearing | null | undefined {
  if (value === null) return null;
  if (!isJsonObject(value)) return undefined;
  const { until, except } = value;
  if (typeof until !== 'number' || !Number.isFinite(until) || !isListOf(except, isText)) return undefined;
  return { until, except };
}

function filterOf(value: unknown): FilterParts | null | undefined {
  if (value === null) return null;
  if (!isJsonObject(value)) return undefined;
  const { statuses, types, name, text, ids, cause, worker, parser, version, since, until, took, columns } =
    value;
  if (statuses !== null && !isListOf(statuses, isOneOf(listedStatuses))) return undefined;
  if (types !== null && !isListOf(types, isOneOf(listedTypes))) return undefined;
  if (!isText(name) || !isTextOrAbsent(text) || !isTextOrAbsent(worker) || !isTextOrAbsent(parser))
    return undefined;
  if (!isTextOrAbsent(version)) return undefined;
  if (!isPointOrAbsent(since) || !isPointOrAbsent(until) || !isTookOrAbsent(took)) return undefined;
  if (ids !== undefined && !isListOf(ids, isText)) return undefined;
  if (columns !== undefined && !isListOf(columns, isColumnFilter)) return undefined;
  const parts: FilterParts = {
    statuses,
    types,
    name,
    ...given({ text, ids, worker, parser, version, since, until, took, columns }),
  };
  if (cause === undefined) return parts;
  if (!isJsonObject(cause) || !isText(cause.text) || (cause.key !== null && !isText(cause.key)))
    return undefined;
  return { ...parts, cause: { key: cause.key, text: cause.text } };
}

function panelOf(value: unknown, isNew: boolean): PanelChoice | undefined {
  if (!isJsonObject(value)) return undefined;
  // Older files lack the density.
  const { showPipeline, [periodKey]: periodMs, unit, density = defaultPanel.density } = value;
  if (typeof showPipeline !== 'boolean' || !isOneOf(monitoringPeriods)(periodMs)) return undefined;
  if (!isOneOf<Density>(['comfortable', 'compact'])(density)) return undefined;
  if (!isOneOf(monitorUnits)(unit)) return undefined;
  // Columns or times that another version knew are no reason to forget everything else.
  const { times } = value;
  const columns = Array.isArray(value.columns) ? columnsIn(value.columns) : null;
  const panel: PanelChoice = {
    ...{ showPipeline, periodMs, unit, density },
    ...(value.isBeside === true ? { isBeside: true } : {}),
    ...given({ columns }),
    ...(isOneOf(timeLooks)(times) ? { times } : {}),
  };
  if (value.sort === undefined) return panel;
  const sort = sortOf(value.sort);
  if (sort === undefined) return undefined;
  return !isNew && isSameSort(sort, { ...defaultSort, by: 'start' }) ? panel : { ...panel, sort };
}

function sortOf(value: unknown): JobSort | undefined {
  if (!isJsonObject(value)) return undefined;
  const { by, reversed, failedFirst } = value;
  if (!isText(by) || !isSortedBy(by) || typeof reversed !== 'boolean' || typeof failedFirst !== 'boolean')
    return undefined;
  return { by, reversed, failedFirst };
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isOneOf<T>(all: readonly T[]): (value: unknown) => value is T {
  return (value): value is T => all.some((item) => item === value);
}

function isListOf<T>(value: unknown, isItem: (item: unknown) => item is T): value is readonly T[] {
  return Array.isArray(value) && value.every(isItem);
}

function isColumnFilter(value: unknown): value is ColumnFilter {
  if (!isJsonObject(value) || !isText(value.column) || !isText(value.value)) return false;
  return isOneOf(['>', '<', ':'] as const)(value.sign) && filterKind(value.column) !== null;
}

function isPointOrAbsent(value: unknown): value is PointInTime | undefined {
  if (value === undefined) return true;
  if (!isJsonObject(value)) return false;
  const { kind, text, ms } = value;
  if (kind === 'clock') return isText(text) && pointInTimeIn(text)?.kind === 'clock';
  return isOneOf(['ago', 'at'])(kind) && Number.isSafeInteger(ms);
}

function isTookOrAbsent(value: unknown): value is Took | undefined {
  if (value === undefined) return true;
  const isBound = (bound: unknown) => bound === null || Number.isSafeInteger(bound);
  return isJsonObject(value) && isBound(value.over) && isBound(value.under);
}

function isTextOrAbsent(value: unknown): value is string | undefined {
  return value === undefined || isText(value);
}
