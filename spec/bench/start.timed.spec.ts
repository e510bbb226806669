import { spawnSync } from 'node:child_process';
import { afterAll, expect, it } from '@jest/globals';
import { program } from '../end-to-end/program.js';
import { createDatabase } from '../support/databases.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { endedSeconds } from './process-tree.js';

/** Starts of one kind are timed many at a time: Linux counts in hundredths of a second, a third of what Node alone takes. */
const atOnce = 12;
/** In how many rounds they are timed at the least, and at the most. */
const rounds = { least: 5, most: 12 };
/**
 * What starts may take of the processor, as multiples of `node -e 0`, by the major version of Node. SQLite alone, loaded
 * and asked for nothing, takes 2.3; so a start that reads can't come near one that doesn't.
 */
const most: Readonly<Record<string, { readonly version: number; readonly once: number }>> = {
  20: { version: 2.7, once: 5.7 },
  22: { version: 3, once: 6.6 },
  24: { version: 2.6, once: 6.1 },
  26: { version: 2.75, once: 6.2 },
};

const temporary = temporaryFolder();
afterAll(() => temporary.remove());

it('a start takes a few times what Node itself takes of the processor', async () => {
  const path = temporary.file('jobs.sqlite3');
  const rows = Array.from({ length: 10 }, (_, at) => ({
    id: at + 1,
    plugin_name: 'alpha',
    status: 'FAILED',
  }));
  await createDatabase(path, { rows });
  const bound = most[process.versions.node.split('.')[0] ?? ''] ?? { version: 0, once: 0 };
  const env = { PATH: process.env.PATH, HOME: temporary.path };
  const taken = (...args: readonly string[]) => {
    const before = endedSeconds();
    for (let count = 0; count < atOnce; count += 1) {
      const { status, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    }
    return endedSeconds() - before;
  };
  // Whatever else is busy slows a start, which has more in the processor's caches, more than Node alone: the same program
  // takes a tenth more for minutes. The least of each ratio was measured in the quietest moment. Node is timed before and
  // after, so that one moment in which it was slow counts half.
  const least = { version: Number.POSITIVE_INFINITY, once: Number.POSITIVE_INFINITY };
  const isWithin = () => least.version < bound.version && least.once < bound.once;
  let before = taken('-e', '0');
  for (let round = 0; round < rounds.most && (round < rounds.least || !isWithin()); round += 1) {
    const [version, once] = [taken(program, '--version'), taken(program, '--once', path)];
    const after = taken('-e', '0');
    least.version = Math.min(least.version, (2 * version) / (before + after));
    least.once = Math.min(least.once, (2 * once) / (before + after));
    before = after;
  }
  expect(least.version).toBeLessThan(bound.version);
  expect(least.once).toBeLessThan(bound.once);
}, 120_000);
