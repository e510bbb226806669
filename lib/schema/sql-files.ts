import { readdirSync, readFileSync } from 'node:fs';
import { bundledSql } from './bundled-sql.js';

/** Where the texts of `schema/` are found, by name: `FOLDER/NAME`. */
export interface SqlFiles {
  /** A text, unchanged. Throws if there is none by that name. */
  text(name: string): string;
  /** The names in a folder, in order; empty where there is no such folder. */
  names(folder: string): string[];
}

const ending = '.sql';

/** The files under a folder. */
export function filesUnder(root: URL): SqlFiles {
  return {
    text: (name) => readFileSync(new URL(`${name}${ending}`, root), 'utf8'),
    names: (folder) => {
      let files: string[];
      try {
        files = readdirSync(new URL(`${folder}/`, root));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
        throw error;
      }
      return files
        .filter((file) => file.endsWith(ending))
        .sort()
        .map((file) => `${folder}/${file.slice(0, -ending.length)}`);
    },
  };
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
