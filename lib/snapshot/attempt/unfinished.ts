/** Thrown where one attempt has done enough: what it did is kept once it is proved, and the next one goes on. */
export class Unfinished extends Error {}
