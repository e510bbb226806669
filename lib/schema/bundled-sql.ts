/**
 * The texts of `schema/` that read our own queue, by their names as `sqlText` takes them, where the program is bundled:
 * `bin/bundle.js` puts them here. Null where each is read from its file.
 */
export const bundledSql: Readonly<Record<string, string>> | null = null;

/** All other texts, in the bundle: read from a file beside it. */
export const otherSql = (): Readonly<Record<string, string>> => ({});
