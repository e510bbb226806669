import { parserPeriods } from '../../model/parsers.js';
import { workerPeriods } from '../../model/worker.js';

/** The periods that each of these panels can look back, ms; null: over all times. */
export const panelPeriods = {
  WORKERS_PANEL: workerPeriods,
  PARSERS_PANEL: parserPeriods,
} as const;

/** One of those panels. */
type PanelWithPeriod = keyof typeof panelPeriods;

/** How far back they look, ms. */
export type ChosenPeriods = Readonly<Record<PanelWithPeriod, number | null>>;

/** The periods before anybody has chosen any. */
export const firstPeriods: ChosenPeriods = { WORKERS_PANEL: 3_600_000, PARSERS_PANEL: 86_400_000 };

/** Whether a panel has a choice of periods. */
export function hasPeriod(panel: string | null): panel is PanelWithPeriod {
  return panel !== null && panel in panelPeriods;
}

/** The next longer period of a panel, or the next shorter one; undefined where there is none. */
export function nextPeriod(
  panel: PanelWithPeriod,
  periodMs: number | null,
  by: 1 | -1,
): number | null | undefined {
  const periods: readonly (number | null)[] = panelPeriods[panel];
  return periods[periods.indexOf(periodMs) + by];
}

/** Where the operator is in a panel of rows: a row's key, never its number. */
export interface PanelPosition {
  /** Null until they move: then the first row is chosen, whichever it is. */
  readonly key: string | null;
  /** Where that row was last seen, from 0. */
  readonly index: number;
  /** The first row that was visible, from 0. */
  readonly top: number;
}

/** A panel as it opens. */
export const firstPosition: PanelPosition = { key: null, index: 0, top: 0 };

/** A search in a panel, and where it began. */
export interface PanelSearch {
  readonly text: string;
  readonly origin: PanelPosition;
}
