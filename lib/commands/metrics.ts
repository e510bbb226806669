import { isCounted, type PictureRequest } from '../model/picture.js';
import { firstWorkerPeriod } from '../model/worker.js';
import { countsAlone } from '../sources/source.js';
import { sanitize } from '../view/text/sanitize.js';
import { metricsText } from '../view/text-out/metrics.js';
import { type Database, type DatabaseAddress, openedOnce } from './database.js';
import { sayWhatIsHidden, uncounted } from './read-once.js';
import type { World } from './world.js';
import { oneShot, problemText, systemMessage, writeNamed, writeOut } from './write-out.js';

/** The databases to write metrics of, and where to write them. */
interface MetricsOptions {
  /** Each with the name that is its label. */
  readonly databases: readonly DatabaseAddress[];
  /** For how long to go on trying, ms, while they are written to non-stop; null: as usual. */
  readonly timeout: number | null;
  /** The file; null for stdout. */
  readonly out: string | null;
}

const request: PictureRequest = {
  ...countsAlone,
  after: 1,
  outputs: 0,
  crossed: true,
  pace: { atHand: null },
  workers: { periodMs: firstWorkerPeriod, of: null, jobs: 0 },
};

/**
 * Writes metrics for the textfile collector of Prometheus, and returns the exit code: 0, or 1 with the reason on
 * stderr. If only some of several databases can be read, their metrics are written; if none can, nothing is.
 */
export async function metrics({ databases, out, timeout }: MetricsOptions, world: World): Promise<number> {
  const read = openedOnce(databases, world, timeout).map((database) => measure(database, world));
  const measured = await Promise.all(read);
  if (measured.every(({ picture }) => picture === null)) return 1;
  const code = measured.some(({ picture }) => picture === null) ? 1 : 0;
  const text = metricsText(measured, world.now());
  if (out === null) {
    await writeOut(world.output, [text]);
    return code;
  }
  try {
    await writeNamed(out, text, world);
    return code;
  } catch (error) {
    const why = sanitize(systemMessage(error), 1000);
    world.error.write(`jobs-view: The metrics were not written to ${sanitize(out, 4096)}: ${why}\n`);
    return 1;
  }
}

/** Reads one database; if that isn't possible, says why on stderr. */
async function measure({ name, path, read, end }: Database, world: World) {
  try {
    const result = await read(request);
    const problem = result.kind === 'problem' ? oneShot(result.problem) : uncounted(path);
    if (result.kind === 'picture' && isCounted(result.picture)) {
      sayWhatIsHidden(path, result.picture, world);
      return { name, picture: result.picture };
    }
    world.error.write(`${problemText(problem)}\n`);
    return { name, picture: null };
  } finally {
    await end();
  }
}
