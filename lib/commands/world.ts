import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import type { LinkProcess } from '../hosts/link/host-connection.js';
import type { ReadersWorld } from '../snapshot/thread/start-readers.js';
import { bundledHeadings, bundledVersion } from './bundled-version.js';

/** What `bin/` passes on to the rest of the program of the process that it runs in. */
export interface World extends ReadersWorld {
  /** Standard input: a function, as Node takes a while to load what reads it, and most commands never do. */
  readonly input: () => NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream & { readonly fd: 1 };
  readonly error: NodeJS.WriteStream;
  readonly environment: NodeJS.ProcessEnv;
  /** This host's name. */
  readonly host: string;
  /** Ms since the epoch. */
  readonly now: () => number;
  /** Whether a path is on a disk that doesn't answer, so that nothing of it may be touched; absent: none is. */
  readonly isSilent?: (path: string) => boolean;
  /** The folder for what Node compiles of the program; absent or null: there is none. */
  readonly compileCache?: string | null;
  /** The module that the program begins with. */
  readonly program: URL;
  /**
   * Starts what serves databases to this program over a pair of pipes; absent: another process of this program. Never
   * throws.
   */
  readonly startServing?: () => LinkProcess;
}

/** The version in package.json. */
export function programVersion(): string {
  return bundledVersion ?? (JSON.parse(ownText('package.json')) as { version: string }).version;
}

/** The day on which this version was released, as `2026-01-13`; before that, the one of the newest release. */
export function programDate(): string {
  const headings = bundledHeadings ?? ownText('CHANGELOG.md');
  const releases = [...headings.matchAll(/^## \[(.*)\] - (\d{4}-\d\d-\d\d)$/gm)];
  const [, , date = ''] = releases.find(([, version]) => version === programVersion()) ?? releases[0] ?? [];
  return date;
}

function ownText(file: string): string {
  return readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');
}

/** The version of SQLite in sql.js, which is pinned. */
export const readingSqlite = '3.54.1';

/** What `--version` prints: the program's version and, on a line of its own, which SQLite reads and which writes. */
export function versionText(): string {
  const writes = isBuiltin('node:sqlite')
    ? `SQLite ${process.versions.sqlite ?? ''} (node:sqlite)`
    : 'better-sqlite3, where it is installed';
  return `${programVersion()}\nreads with SQLite ${readingSqlite} (sql.js), writes with ${writes}`;
}
