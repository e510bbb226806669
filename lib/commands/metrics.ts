import { open, rename, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { firstPeriods } from '../machine/state/panel-period.js';
import { everyJob } from '../model/filter.js';
import type { PictureRequest } from '../model/picture.js';
import { jobsLookedAt, metricsText } from '../view/metrics.js';
import { sanitize } from '../view/text/sanitize.js';
import { type CommandDatabase, readOnce } from './read-once.js';
import type { World } from './world.js';
import { writeOut } from './write-out.js';

/** Of which database to write metrics, and where to. */
export interface MetricsOrder extends CommandDatabase {
  /** The file; null for stdout. */
  readonly out: string | null;
}

const request: PictureRequest = {
  filter: { ...everyJob, statuses: ['running'] },
  anchor: { kind: 'last' },
  before: jobsLookedAt - 1,
  after: 1,
  failures: 0,
  outputs: 0,
  crossed: true,
  pace: { atHand: null },
  workers: { periodMs: firstPeriods.WORKERS_PANEL, of: null, jobs: 0 },
};

/**
 * Writes metrics for the textfile collector of Prometheus, and returns the exit code: 0, or 1 with the reason on stderr. A
 * file is replaced as a whole, or not at all.
 */
export async function metrics(order: MetricsOrder, world: World): Promise<number> {
  const { path, out } = order;
  return readOnce(order, request, world, async (picture) => {
    const text = metricsText(picture, path, world.now());
    if (out === null) {
      await writeOut(world.output, [text]);
      return 0;
    }
    try {
      await replaceFile(out, text);
      return 0;
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      world.error.write(`jobs-view: The metrics were not written: ${sanitize(said, 1000)}\n`);
      return 1;
    }
  });
}

/** The collector reads at any time, but only files named `*.prom`. Throws what the file system says. */
async function replaceFile(path: string, text: string): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  const file = await open(temporary, 'wx', 0o644);
  try {
    await file.writeFile(text);
    await file.sync();
    await file.close();
    await rename(temporary, path);
  } catch (error) {
    await file.close().catch(() => undefined);
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
}
