/** Thrown if pages can't be read without SQLite, which then has to be asked. */
export class Unfit extends Error {}
