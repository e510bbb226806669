/** Where the operator is in a panel of rows: a row's key, never its number. */
export interface PanelPlace {
  /** Null until they move: the first row is chosen then, whichever that is. */
  readonly key: string | null;
  /** Where that row was seen last, from 0. */
  readonly index: number;
  /** The first row that was in sight, from 0. */
  readonly top: number;
}

/** A panel as it opens. */
export const firstPlace: PanelPlace = { key: null, index: 0, top: 0 };

/** A search in a panel, and where it began. */
export interface PanelSearch {
  readonly text: string;
  readonly origin: PanelPlace;
}
