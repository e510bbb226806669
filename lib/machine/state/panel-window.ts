import { parserWindows } from '../../model/parsers.js';
import { workerWindows } from '../../model/workers.js';

/** How far back each panel looks that has a choice of that, ms; null: over all times. */
export const panelWindows = {
  WORKERS_PANEL: workerWindows,
  PARSERS_PANEL: parserWindows,
} as const;

/** One of those panels. */
export type WindowedPanel = keyof typeof panelWindows;

/** How far back they look, ms. */
export type ChosenWindows = Readonly<Record<WindowedPanel, number | null>>;

/** The windows before anybody has chosen any. */
export const firstWindows: ChosenWindows = { WORKERS_PANEL: 3_600_000, PARSERS_PANEL: 86_400_000 };

/** Whether a panel has a choice of windows. */
export function isWindowed(panel: string | null): panel is WindowedPanel {
  return panel !== null && panel in panelWindows;
}

/** The next longer window of a panel, or the next shorter one; undefined where there is none. */
export function nextWindow(
  panel: WindowedPanel,
  windowMs: number | null,
  by: 1 | -1,
): number | null | undefined {
  const windows: readonly (number | null)[] = panelWindows[panel];
  return windows[windows.indexOf(windowMs) + by];
}
