import type Database from 'better-sqlite3';
import { type ActionProblem, actionProblem } from './action-problem.js';

/** better-sqlite3's constructor: opens a database for writing. */
export type Driver = typeof Database;

/** An open database of better-sqlite3. */
export type Writable = Database.Database;

/**
 * Loads better-sqlite3, which is optional. Only ever called in a process of its own, see {@link runAction}. The
 * compiled addon is loaded by the first `new`, not by the import, so one is tried.
 */
export async function loadDriver(
  file: string,
): Promise<{ kind: 'driver'; driver: Driver } | { kind: 'problem'; problem: ActionProblem }> {
  try {
    const driver = (await import('better-sqlite3')).default;
    new driver(':memory:').close();
    return { kind: 'driver', driver };
  } catch (error) {
    return { kind: 'problem', problem: actionProblem('no-driver', file, { detail: String(error) }) };
  }
}
