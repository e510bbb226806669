import { readdirSync } from 'node:fs';

const root = new URL('../../../schema/', import.meta.url);

/**
 * The names of the .sql files in `schema/FOLDER/`, in order and as `sqlText` takes them (`FOLDER/NAME`). Empty if
 * the folder doesn't exist.
 */
export function sqlNames(folder: string): string[] {
  let files: string[];
  try {
    files = readdirSync(new URL(`${folder}/`, root));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return files
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => `${folder}/${file.slice(0, -'.sql'.length)}`);
}
