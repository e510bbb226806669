import { type Dirent, readdirSync, readFileSync } from 'node:fs';
import { bundledSql, otherSql } from './bundled-sql.js';

/** Where the texts of `schema/` are found, by name: `FOLDER/NAME`. */
export interface SqlFiles {
  /** A text, unchanged. Throws if there is none by that name. */
  text(name: string): string;
  /** The names in a folder, in order; empty where there is no such folder. */
  names(folder: string): string[];
  /** The names of the folders in a folder, in order; empty where there is no such folder. */
  folders(folder: string): string[];
}

const ending = '.sql';

/** The files under a folder. */
export function filesUnder(root: URL): SqlFiles {
  return {
    text: (name) => readFileSync(new URL(`${name}${ending}`, root), 'utf8'),
    names: (folder) =>
      entriesIn(folder)
        .filter((entry) => !entry.isDirectory() && entry.name.endsWith(ending))
        .map(({ name }) => `${folder}/${name.slice(0, -ending.length)}`),
    folders: (folder) =>
      entriesIn(folder)
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name),
  };

  function entriesIn(folder: string): Dirent[] {
    try {
      const entries = readdirSync(new URL(folder === '' ? './' : `${folder}/`, root), {
        withFileTypes: true,
      });
      return entries.sort((one, other) => (one.name < other.name ? -1 : 1));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  }
}

/** Texts that are in memory; `others` has more, and is called once, when something isn't among these. */
export function filesAmong(
  texts: Readonly<Record<string, string>>,
  others: () => Readonly<Record<string, string>> = () => ({}),
): SqlFiles {
  const all = new Map(Object.entries(texts));
  let areAll = false;
  /** What `find` finds: in all texts, if it finds nothing at first. */
  function sought<T>(find: () => T, isNothing: (found: T) => boolean): T {
    const found = find();
    if (areAll || !isNothing(found)) return found;
    areAll = true;
    for (const [name, text] of Object.entries(others())) all.set(name, text);
    return find();
  }
  const isEmpty = ({ length }: readonly string[]) => length === 0;
  return {
    text: (name) => {
      const text = sought(
        () => all.get(name),
        (found) => found === undefined,
      );
      if (text === undefined) throw new Error(`schema: there is no ${name}${ending}`);
      return text;
    },
    names: (folder) =>
      sought(() => [...all.keys()].filter((name) => isDirectlyIn(name, folder)).sort(), isEmpty),
    folders: (folder) =>
      sought(() => {
        const within = [...all.keys()].filter((name) => name.startsWith(`${folder}/`));
        const inner = within.map((name) => name.slice(folder.length + 1).split('/'));
        return [
          ...new Set(inner.flatMap(([first = '', ...rest]) => (rest.length > 0 ? [first] : []))),
        ].sort();
      }, isEmpty),
  };
}

function isDirectlyIn(name: string, folder: string): boolean {
  return name.slice(0, name.lastIndexOf('/')) === folder;
}

/** The program's own texts: bundled, or in files. */
export const sqlFiles: SqlFiles =
  bundledSql === null
    ? filesUnder(new URL('../../../schema/', import.meta.url))
    : filesAmong(bundledSql, otherSql);

/**
 * The names of the texts in `schema/FOLDER/`, in order and as `sqlText` takes them (`FOLDER/NAME`). Empty if the
 * folder does not exist.
 */
export function sqlNames(folder: string): string[] {
  return sqlFiles.names(folder);
}
