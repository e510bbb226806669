/** Thrown if pages can't be read without SQLite: then SQL has to read them. */
export class Unfit extends Error {}
