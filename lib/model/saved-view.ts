import type { JobFilter } from './filter.js';
import type { JobSort } from './sort.js';

/** How much room a job takes in the list: the lines that it needs with a blank one, or a single line. */
export type Density = 'comfortable' | 'compact';

/** How the dashboard's panels are set. */
export interface PanelChoice {
  /** Whether the pipeline is shown above the list. */
  readonly showPipeline: boolean;
  /** How far back the monitoring panel looks, ms. */
  readonly periodMs: number;
  readonly unit: 'rows' | 'bytes';
  readonly density: Density;
  /** The order of the list; absent: nobody has chosen one. */
  readonly sort?: JobSort;
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
}
