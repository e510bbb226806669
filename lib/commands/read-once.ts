import { byItsOwnClock, type Limits } from '../model/limits.js';
import { type CountedPicture, isCounted, type PictureRequest } from '../model/picture.js';
import type { Problem } from '../model/problem.js';
import { MergedReader } from '../sources/merged-reader.js';
import type { Database } from './database.js';
import type { World } from './world.js';
import { oneShot, problemText } from './write-out.js';

/**
 * Reads one picture of a database, or of several together, and returns the exit code that `use` makes of it. If none
 * can be read, it is 1, with the reason on stderr; so it is, whatever `use` returns, if some of several can't be. The
 * readers are closed in the end, or when `use` calls `close`; links to other hosts in the end only.
 */
export async function readOnce(
  databases: readonly Database[],
  request: PictureRequest,
  world: World,
  use: (picture: CountedPicture, close: () => Promise<void>) => Promise<number>,
): Promise<number> {
  const path = databases.map((each) => each.path).join(', ');
  const reader = together(databases, world);
  try {
    const result = await reader.read(request);
    if (result.kind === 'problem') {
      world.error.write(`${problemText(oneShot(result.problem))}\n`);
      return 1;
    }
    const picture = byItsOwnClock(result.picture);
    // The reader counts before it measures; printing half a picture would be worse than saying so.
    if (!isCounted(picture)) {
      world.error.write(`${problemText(uncounted(path))}\n`);
      return 1;
    }
    const code = await use(picture, async () => {
      await Promise.all(databases.map(({ close }) => close()));
    });
    for (const each of picture.databases ?? [{ ...picture, path }]) sayWhatIsHidden(each.path, each, world);
    const problems = (picture.databases ?? []).flatMap(({ problem }) => problem ?? []);
    for (const problem of problems) world.error.write(`${problemText(oneShot(problem))}\n`);
    return problems.length > 0 ? 1 : code;
  } finally {
    await Promise.all(databases.map(({ end }) => end()));
  }
}

/** Reads several databases as one; the only one by itself. Nothing is watched, so the text of a look doesn't matter. */
function together(databases: readonly Database[], world: World): Pick<Database, 'read'> {
  const [only] = databases;
  if (only !== undefined && databases.length === 1) return only;
  const sources = databases.map(({ name, path, read }) => {
    return { name, path, reader: { read, look: async () => '', close: async () => {} } };
  });
  return new MergedReader(sources, world.now);
}

/** Reports on stderr which rows of a database are missing in what was printed, because this user may not see them. */
export function sayWhatIsHidden(
  path: string,
  { limits }: { readonly limits?: Limits },
  { error }: Pick<World, 'error'>,
): void {
  const { unread = [], hidesRows = false } = limits ?? {};
  const named = (why: 'no-grant' | 'not-plain'): string =>
    unread.flatMap((each) => (each.why === why ? [each.table] : [])).join(', ');
  const [refused, others] = [named('no-grant'), named('not-plain')];
  const report = (sentence: string, advice: string): void =>
    void error.write(`${problemText({ code: 'no-entry', sentence, file: path, advice })}\n`);
  if (hidesRows)
    report(
      'This user may not see all rows, because of row-level security: counts may be too small.',
      'Use a role to which it does not apply.',
    );
  if (refused !== '')
    report(
      `This user may not read ${refused}: what they hold is missing.`,
      `Have their owner run: GRANT SELECT ON ${refused} TO …`,
    );
  if (others !== '')
    report(
      `Views or foreign tables are not read: ${others}. What they hold is missing.`,
      'Name the schema of the tables themselves (?schema=NAME).',
    );
}

/** A picture in which not everything is counted yet. */
export function uncounted(file: string): Problem {
  const advice = 'Try again.';
  return { code: 'failed', sentence: 'The jobs could not be counted.', file, advice };
}
