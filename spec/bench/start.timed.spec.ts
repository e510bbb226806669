import { spawnSync } from 'node:child_process';
import { afterAll, expect, it } from '@jest/globals';
import { program } from '../end-to-end/program.js';
import { createDatabase } from '../support/databases.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { endedSeconds } from './process-tree.js';
import { inTurn } from './trial.js';

/** Starts of one kind are timed ten at a time: Linux counts in hundredths of a second, a third of what Node alone takes. */
const [rounds, atOnce] = [4, 10];
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

/** The processor time of starts, with all that they need in the page cache and in the compile cache. */
async function ratios(path: string): Promise<{ version: number; once: number }> {
  const env = { PATH: process.env.PATH, HOME: temporary.path };
  const taken = (...args: readonly string[]) => {
    const before = endedSeconds();
    for (let count = 0; count < atOnce; count += 1) {
      const { status, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    }
    return endedSeconds() - before;
  };
  const starts = {
    nothing: () => taken('-e', '0'),
    version: () => taken(program, '--version'),
    once: () => taken(program, '--once', path),
  };
  await inTurn(1, starts);
  const times = await inTurn(rounds, starts);
  const [nothing, version, once] = [times.nothing, times.version, times.once].map((each) =>
    each.reduce((sum, one) => sum + one, 0),
  );
  return { version: (version ?? 0) / (nothing ?? 0), once: (once ?? 0) / (nothing ?? 0) };
}

it('a start takes a few times what Node itself takes of the processor', async () => {
  const path = temporary.file('jobs.sqlite3');
  const rows = Array.from({ length: 10 }, (_, at) => ({
    id: at + 1,
    plugin_name: 'alpha',
    status: 'FAILED',
  }));
  await createDatabase(path, { rows });
  const bound = most[process.versions.node.split('.')[0] ?? ''] ?? { version: 0, once: 0 };
  // Whatever else is busy takes more from a start, which has more in the processor's caches, than from nothing.
  let least = await ratios(path);
  for (let tries = 1; tries < 3 && (least.version >= bound.version || least.once >= bound.once); tries += 1) {
    const { version, once } = await ratios(path);
    least = { version: Math.min(least.version, version), once: Math.min(least.once, once) };
  }
  expect(least.version).toBeLessThan(bound.version);
  expect(least.once).toBeLessThan(bound.once);
}, 120_000);
