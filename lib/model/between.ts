/** The least and the most that a number can be, both included. */
export type Between = readonly [least: number, most: number];
