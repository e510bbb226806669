/**
 * Thrown when an attempt has done enough: its work is kept once it is proved, and the next attempt continues. Also
 * thrown when it is certain that it can't be proved.
 */
export class Unfinished extends Error {}
