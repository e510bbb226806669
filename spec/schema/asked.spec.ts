import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { filesUnder } from '../../lib/schema/sql-files.js';
import { bare } from '../../lib/schema/statement.js';

const root = new URL('../../../', import.meta.url);
const files = filesUnder(new URL('schema/', root));
/** Whose texts are all loaded, whatever they are called; so are those of queues, which have specs of their own. */
const loadedWhole = ['indexes', 'migrations', 'tables', 'postgres/migrations', 'postgres/tables'];
const holding = readdirSync(new URL('schema/', root), { recursive: true, encoding: 'utf8' })
  .filter((entry) => entry.endsWith('.sql'))
  .map((entry) => entry.replace(/\/[^/]*$/, ''));
const folders = [...new Set(holding)].filter(
  (folder) => !loadedWhole.includes(folder) && !folder.startsWith('queues/'),
);

function sourcesIn(folder: string): string {
  const from = new URL(folder, root);
  const names = readdirSync(from, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(new URL(name, from), 'utf8'))
    .join('\n');
}

it('every SQL text of schema/ is used by the program or by another text', () => {
  const code = sourcesIn('lib/') + sourcesIn('bin/');
  /** What stands in quotes, or behind the folder there. */
  const quoted = new Set([...code.matchAll(/(?<=['"`/])[\w-]+(?=['"`])/g)].map(([name]) => name));
  /** As `any_of_` is with the name of a table behind it. */
  const begun = [...code.matchAll(/(?<=[`/])\w+_(?=\$\{)/g)].map(([start]) => start);
  const texts = [...folders, ...loadedWhole].flatMap((folder) => files.names(folder));
  const sql = texts.map((name) => bare(files.text(name))).join('\n');
  const parts = new Set([...sql.matchAll(/(?<=\b(?:fragment|terms)\.)\w+/g)].map(([name]) => name));
  const unused = folders
    .flatMap((folder) => files.names(folder))
    .filter((path) => {
      const name = path.slice(path.lastIndexOf('/') + 1);
      if (quoted.has(name) || begun.some((start) => name.startsWith(start))) return false;
      return !(path.includes('fragments/') && parts.has(name));
    });
  expect(unused).toEqual([]);
  expect(folders).toEqual(expect.arrayContaining(['queries', 'postgres/actions']));
});
