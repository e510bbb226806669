import type { JobFilter } from './filter.js';

/** The panels' settings. */
export interface PanelChoice {
  /** Whether the pipeline is shown above the list. */
  readonly showPipeline: boolean;
  /** How far back the monitoring panel looks, ms. */
  readonly periodMs: number;
  readonly unit: 'rows' | 'bytes';
}

/** What an operator has chosen to see, to be restored at the next start. */
export interface SavedView {
  readonly filter: JobFilter;
  readonly panel: PanelChoice;
}

/** The panels before anybody has chosen anything. */
export const defaultPanel: PanelChoice = { showPipeline: false, periodMs: 300_000, unit: 'rows' };
