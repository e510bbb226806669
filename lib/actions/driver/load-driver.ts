import type { ActionProblem } from '../action-problem.js';
import { betterSqlite3 } from './better-sqlite3.js';
import type { Driver } from './driver.js';
import { driverProblem } from './driver-problem.js';
import { nodeSqlite } from './node-sqlite.js';

/** A driver, or why there is none. */
export type LoadedDriver =
  | { readonly kind: 'driver'; readonly driver: Driver }
  | { readonly kind: 'problem'; readonly problem: ActionProblem };

/**
 * Node's own SQLite where it has one (from 22.13 on), else better-sqlite3 where that is installed, else a problem about
 * the file. Only ever called in a process of its own, see `runAction`. Never rejects.
 */
export async function loadDriver(file: string): Promise<LoadedDriver> {
  try {
    return { kind: 'driver', driver: nodeSqlite() ?? (await betterSqlite3()) };
  } catch (error) {
    return { kind: 'problem', problem: driverProblem(error, file) };
  }
}
