/**
 * The texts of `schema/` by their names as `sqlText` takes them, where the program is bundled: `bin/bundle.js` puts them
 * here. Null where each is read from its file.
 */
export const bundledSql: Readonly<Record<string, string>> | null = null;
