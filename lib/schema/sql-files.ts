import { type Dirent, readdirSync, readFileSync } from 'node:fs';
import { bundledSql } from './bundled-sql.js';

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

/** Texts that are in memory already. */
export function filesAmong(texts: Readonly<Record<string, string>>): SqlFiles {
  const all = new Map(Object.entries(texts));
  return {
    text: (name) => {
      const text = all.get(name);
      if (text === undefined) throw new Error(`schema: there is no ${name}${ending}`);
      return text;
    },
    names: (folder) => [...all.keys()].filter((name) => isDirectlyIn(name, folder)).sort(),
    folders: (folder) => {
      const within = [...all.keys()].filter((name) => name.startsWith(`${folder}/`));
      const inner = within.map((name) => name.slice(folder.length + 1).split('/'));
      return [...new Set(inner.flatMap(([first = '', ...rest]) => (rest.length > 0 ? [first] : [])))].sort();
    },
  };
}

function isDirectlyIn(name: string, folder: string): boolean {
  return name.slice(0, name.lastIndexOf('/')) === folder;
}

/** The program's own texts: bundled, or in files. */
export const sqlFiles: SqlFiles =
  bundledSql === null ? filesUnder(new URL('../../../schema/', import.meta.url)) : filesAmong(bundledSql);

/**
 * The names of the texts in `schema/FOLDER/`, in order and as `sqlText` takes them (`FOLDER/NAME`). Empty if the
 * folder does not exist.
 */
export function sqlNames(folder: string): string[] {
  return sqlFiles.names(folder);
}
