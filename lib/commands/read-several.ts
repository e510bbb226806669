import type { CountedPicture, PictureRequest } from '../model/picture.js';
import { MergedReader } from '../sources/merged-reader.js';
import { oneShot } from './one-shot.js';
import { problemText } from './problem-text.js';
import { type CommandDatabase, oneRead } from './read-once.js';
import type { World } from './world.js';

/** One of several databases that a command is about. */
export interface NamedCommandDatabase extends Pick<CommandDatabase, 'path'> {
  readonly name: string;
  /** Begins to connect to the other host that it is on; absent: it is on this one. */
  readonly open?: (options?: { readonly firstWaitMs?: number }) => NonNullable<CommandDatabase['host']>;
}

/** The same, and the link to its host, if it is on another one. */
export interface OpenDatabase extends CommandDatabase {
  readonly name: string;
}

/** Begins to connect to the hosts of all; `timeout` as of a {@link CommandDatabase}. */
export function opened(
  databases: readonly NamedCommandDatabase[],
  timeout: number | null = null,
): readonly OpenDatabase[] {
  return databases.map(({ name, path, open }) => ({ name, path, host: open?.() ?? null, timeout }));
}

/**
 * Reads one picture of several databases together, and returns the exit code that `use` makes of it. Databases that
 * can't be read are reported on stderr: then the exit code is 1, whatever `use` returns for the others. The readers are
 * closed in the end, or when `use` calls `close`; links to other hosts in the end only.
 */
export async function readSeveral(
  databases: readonly OpenDatabase[],
  request: PictureRequest,
  world: World,
  use: (picture: CountedPicture, close: () => Promise<void>) => Promise<number>,
): Promise<number> {
  const reads = databases.map((database) => ({ database, ...oneRead(database, world) }));
  const sources = reads.map(({ database: { name, path }, read }) => {
    // Nothing is watched, so the text of a look doesn't matter.
    return { name, path, reader: { read, look: async () => '', close: async () => {} } };
  });
  const reader = new MergedReader(sources, world.now);
  try {
    const result = await reader.read(request);
    if (result.kind === 'problem') {
      world.error.write(`${problemText(oneShot(result.problem))}\n`);
      return 1;
    }
    // The merged reader waits until everything is counted.
    const picture = result.picture as CountedPicture;
    const code = await use(picture, async () => {
      await Promise.all(reads.map(({ close }) => close()));
    });
    const problems = (picture.databases ?? []).flatMap(({ problem }) => problem ?? []);
    for (const problem of problems) world.error.write(`${problemText(oneShot(problem))}\n`);
    return problems.length > 0 ? 1 : code;
  } finally {
    await Promise.all(reads.map(({ end }) => end()));
  }
}
