import { type CountedPicture, isCounted, type PictureRequest } from '../model/picture.js';
import type { Problem } from '../model/problem.js';
import { DatabaseReader } from '../snapshot/database-reader.js';
import { oneShot } from './one-shot.js';
import { problemText } from './problem-text.js';
import type { World } from './world.js';

/**
 * Reads one picture of the database, and returns the exit code that `use` makes of it; or 1, with the reason on stderr.
 * The reader is closed in the end, or when `use` calls `close`.
 */
export async function readOnce(
  path: string,
  request: PictureRequest,
  world: World,
  use: (picture: CountedPicture, close: () => Promise<void>) => Promise<number>,
): Promise<number> {
  const reader = new DatabaseReader(path, {
    clock: world.now,
    places: { base: world.folder, home: world.home },
  });
  try {
    const result = await reader.readMeasured(request);
    if (result.kind === 'problem') {
      world.error.write(`${problemText(oneShot(result.problem))}\n`);
      return 1;
    }
    const { picture } = result;
    // The reader counts before it measures; printing half a picture would be worse than saying so.
    if (!isCounted(picture)) {
      world.error.write(`${problemText(uncounted(path))}\n`);
      return 1;
    }
    return await use(picture, () => reader.close());
  } finally {
    await reader.close();
  }
}

function uncounted(file: string): Problem {
  const advice = 'Try again.';
  return { code: 'failed', sentence: 'The jobs could not be counted.', file, advice };
}
