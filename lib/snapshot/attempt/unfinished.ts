/** Thrown when an attempt has done enough: its work is kept once it is proved, and the next attempt continues. */
export class Unfinished extends Error {}
