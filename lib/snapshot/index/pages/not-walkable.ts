/** Thrown if pages can't be read without SQLite: then SQL has to read them. */
export class NotWalkable extends Error {}

/**
 * Thrown if the numbers of a table's rows don't ascend, as they do in every sound tree: if the pages existed together,
 * the database is damaged, and SQL would show a row in some places and not in others.
 */
export class RowsOutOfOrder extends NotWalkable {}
