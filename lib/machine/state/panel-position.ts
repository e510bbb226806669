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
