import { defaultFilter, everyJob } from '../lib/model/filter.js';
import type { Picture, PictureRequest } from '../lib/model/picture.js';
import { DatabaseReader } from '../lib/snapshot/database-reader.js';
import { jsonOf } from '../lib/view/json.js';
import { onceText } from '../lib/view/once.js';
import { appearanceOf } from './appearance.js';
import { problemText } from './problem-text.js';
import type { World } from './world.js';

/** What to print of which database. */
export interface PrintOrder {
  readonly format: 'text' | 'json';
  readonly path: string;
  /** How many jobs at most; null for all. */
  readonly limit: number | null;
}

/** More failures than this are not printed for one job. */
const failuresPrinted = 1000;

/**
 * Prints one picture of the database and returns the exit code: 0, or 1 with the reason on stderr and nothing
 * on stdout.
 */
export async function print(order: PrintOrder, world: World): Promise<number> {
  const reader = new DatabaseReader(order.path, {
    clock: world.now,
    places: { base: world.folder, home: world.home },
  });
  try {
    const result = await reader.readMeasured(requestOf(order));
    if (result.kind === 'problem') {
      world.error.write(`${problemText(result.problem)}\n`);
      return 1;
    }
    await written(world.output, `${textOf(result.picture, order, world)}\n`);
    return 0;
  } finally {
    await reader.close();
  }
}

function requestOf({ format, limit }: PrintOrder): PictureRequest {
  return {
    filter: format === 'json' ? everyJob : defaultFilter,
    anchor: { kind: 'index', index: 0 },
    before: 0,
    after: limit ?? Number.MAX_SAFE_INTEGER,
    failures: format === 'json' ? failuresPrinted : 1,
  };
}

function textOf(picture: Picture, order: PrintOrder, world: World): string {
  if (order.format === 'json') return jsonOf(picture, order.path);
  const width = world.output.columns ?? (Number(world.environment.COLUMNS) || 80);
  return onceText(picture, Math.max(20, width), picture.asOf, appearanceOf(order.path, world));
}

/** Resolves when the text is out, or when nobody wants it any more, as in `jobs-view --once | head`. */
function written(output: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException) => (error.code === 'EPIPE' ? resolve() : reject(error));
    output.once('error', onError);
    output.write(text, (error) => {
      if (error) return;
      output.off('error', onError);
      resolve();
    });
  });
}
