import type { JobFilter } from '../../model/filter.js';
import type { Queryable, SqlRow } from '../port.js';
import { textOf } from './column-value.js';
import type { DatabaseShape } from './database-shape.js';

/** A version without the v before its number, like the SQL fragment version_number. */
export function versionNumber(version: string): string {
  return version.replace(/^v(?=\d)/i, '');
}

/** The newest active version of each of these plugins, if there is one: for jobs that don't record their own. */
export function versionsOfPlugins(
  database: Queryable,
  shape: DatabaseShape,
  plugins: ReadonlySet<string>,
): ReadonlyMap<string, string> {
  if (plugins.size === 0 || !shape.tables.has('cf_plugin_manifest')) return new Map();
  return newest(
    database.all(shape.statement('plugin_versions'), { ':plugins': JSON.stringify([...plugins]) }),
  );
}

/** The version in service of every plugin, by its name. */
export function versionsInService(database: Queryable, shape: DatabaseShape): ReadonlyMap<string, string> {
  if (!shape.tables.has('cf_plugin_manifest')) return new Map();
  return newest(database.all(shape.statement('plugins_in_service')));
}

/** These as JSON, if a filter asks for a version. */
export function servedFor(
  database: Queryable,
  shape: DatabaseShape,
  { version }: Pick<JobFilter, 'version'>,
): string {
  return version === undefined
    ? '{}'
    : JSON.stringify(Object.fromEntries(versionsInService(database, shape)));
}

/** Rows come oldest first, so the last one wins. */
function newest(rows: readonly SqlRow[]): ReadonlyMap<string, string> {
  const versions = new Map<string, string>();
  for (const row of rows) {
    const [plugin, version] = [textOf(row, 'plugin'), textOf(row, 'version')];
    if (plugin !== null && version !== null) versions.set(plugin, version);
  }
  return versions;
}
