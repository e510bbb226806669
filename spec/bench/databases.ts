import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DatabasePlan } from './generator.js';

/** A database's size and form, without what chance and time decide. */
export type Form = Pick<DatabasePlan, 'jobs' | 'bytes' | 'migrated' | 'version'>;

/** The databases that trials work on. */
export const databases = {
  small: { jobs: 500, bytes: 500e3, migrated: true },
  '1k': { jobs: 1000, bytes: 1e6, migrated: true },
  '10k': { jobs: 10_000, bytes: 10e6, migrated: true },
  '100k': { jobs: 100_000, bytes: 110e6, migrated: true },
  '1m': { jobs: 1_000_000, bytes: 1.1e9, migrated: true },
  '10k-unmigrated': { jobs: 10_000, bytes: 10e6, migrated: false },
  '50k-unmigrated': { jobs: 50_000, bytes: 55e6, migrated: false },
  '1m-unmigrated': { jobs: 1_000_000, bytes: 1.1e9, migrated: false },
  '10k-d': { jobs: 10_000, bytes: 10e6, migrated: false, version: 'D' },
  '1m-d': { jobs: 1_000_000, bytes: 1.1e9, migrated: false, version: 'D' },
} as const satisfies Readonly<Record<string, Form>>;

/** What a trial calls its database. */
export type DatabaseName = keyof typeof databases;

const generator = fileURLToPath(new URL('./programs/generate.js', import.meta.url));

/** Makes a database at a path, in a process that is gone when this resolves. */
export async function makeDatabase(path: string, plan: DatabasePlan): Promise<void> {
  const child = spawn(process.execPath, [generator, path, JSON.stringify(plan)], { stdio: 'inherit' });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`making ${path} ended with ${code}`);
}

/** The path of a database in a folder; it is made where it isn't there yet. */
export async function provide(name: DatabaseName, folder: string, seed: number): Promise<string> {
  const path = join(folder, `${name}-${seed}.sqlite3`);
  if (!existsSync(path)) {
    const started = performance.now();
    process.stderr.write(`making the database ${name} … `);
    // The next run must not take half a database for a whole one.
    await makeDatabase(`${path}.part`, { ...databases[name], seed, now: Date.now() });
    renameSync(`${path}.part`, path);
    process.stderr.write(`${((performance.now() - started) / 1000).toFixed(0)} s\n`);
  }
  return path;
}
