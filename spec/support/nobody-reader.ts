/**
 * Reads databases as a user who is subject to permissions: root becomes nobody. Each message is a {@link Wish}; each
 * answer is a {@link Report}: the result, and which traces the process had in the system during the read.
 */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { LiveDatabase } from '../../lib/snapshot/live-database.js';
import type { Queryable } from '../../lib/snapshot/port.js';

/** What to read: a database, and the folder in which all its files are. */
export interface Wish {
  readonly path: string;
  readonly folder: string;
}

/** The result of one read. */
export interface Report {
  /** The first column of the first row, or the problem's code and file. */
  readonly value: unknown;
  readonly problem: { readonly code: string; readonly file: string } | null;
  /** The reader's lines in /proc/locks during the read. */
  readonly locks: readonly string[];
  /** Files that the reader had open for writing during the read. */
  readonly writable: readonly string[];
  /** How many of the database's files it still had open afterwards. */
  readonly leftOpen: number;
}

const query = 'SELECT group_concat(text) AS texts FROM (SELECT text FROM note ORDER BY id)';

function locks(): string[] {
  const own = new RegExp(`\\s${process.pid}\\s`);
  return readFileSync('/proc/locks', 'utf8')
    .split('\n')
    .filter((line) => own.test(line));
}

/** Descriptors of files under a folder, with their access mode: 0 for reading only. */
function descriptors(folder: string): { target: string; mode: number }[] {
  return readdirSync('/proc/self/fd').flatMap((descriptor) => {
    try {
      const target = readlinkSync(`/proc/self/fd/${descriptor}`);
      const flags =
        /flags:\s*(\d+)/.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, 'utf8'))?.[1] ?? '0';
      return target.startsWith(folder) ? [{ target, mode: Number.parseInt(flags, 8) & 3 }] : [];
    } catch {
      // The listing's own descriptor is closed by now.
      return [];
    }
  });
}

async function report(database: LiveDatabase, folder: string): Promise<Report> {
  const traces = { locks: [] as string[], writable: [] as string[] };
  const reading = await database.read((queryable: Queryable) => {
    const value = queryable.all(query)[0]?.texts;
    traces.locks.push(...locks());
    traces.writable.push(...descriptors(folder).flatMap(({ target, mode }) => (mode === 0 ? [] : [target])));
    return value;
  });
  const leftOpen = descriptors(folder).length;
  if (reading.kind === 'value') return { value: reading.value, problem: null, ...traces, leftOpen };
  const { code, file } = reading.problem;
  return { value: null, problem: { code, file }, ...traces, leftOpen };
}

// Loads the engine before giving up privileges, which may hide the installed packages.
await new LiveDatabase('/nowhere').read(() => {});
if (process.getuid?.() === 0) {
  process.setgroups?.([]);
  process.setgid?.(65534);
  process.setuid?.(65534);
}
let current: { readonly path: string; readonly database: LiveDatabase } | null = null;

/** The reader of a path, which goes on for as long as no other path is asked for. */
async function readerOf(path: string): Promise<LiveDatabase> {
  if (current?.path !== path) {
    await current?.database.close();
    current = { path, database: new LiveDatabase(path) };
  }
  return current.database;
}

async function answer({ path, folder }: Wish): Promise<void> {
  process.send?.(await report(await readerOf(path), folder));
}

process.on('message', (wish: Wish) => void answer(wish));
process.once('disconnect', () => process.exit());
process.send?.('ready');
