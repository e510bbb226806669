import type Database from 'better-sqlite3';
import type { ActionProblem } from './action-problem.js';
import { driverProblem } from './driver-problem.js';

/** better-sqlite3's constructor: opens a database for writing. */
export type Driver = typeof Database;

/** An open database of better-sqlite3. */
export type Writable = Database.Database;

/**
 * Loads better-sqlite3, which is optional: a problem if that fails, never a rejection. Only ever called in a process of
 * its own, see {@link runAction}. The compiled addon is loaded by the first `new`, not by the import, so one is tried.
 */
export async function loadDriver(
  file: string,
): Promise<{ kind: 'driver'; driver: Driver } | { kind: 'problem'; problem: ActionProblem }> {
  try {
    const driver = keeping((await import('better-sqlite3')).default);
    new driver(':memory:').close();
    return { kind: 'driver', driver };
  } catch (error) {
    return { kind: 'problem', problem: driverProblem(error, file) };
  }
}

/**
 * A driver whose databases and statements stay in memory until the process ends. From 24.19 on, Node aborts when the
 * garbage collector frees an object of this addon while no JavaScript runs, such as between two transactions, and then
 * what was written is never reported.
 */
export function keeping(driver: Driver): Driver {
  const kept: unknown[] = [];
  class Keeping extends driver {
    constructor(...options: ConstructorParameters<Driver>) {
      super(...options);
      kept.push(this);
    }

    override prepare<Parameters extends unknown[] | object, Row>(sql: string) {
      const statement = super.prepare<Parameters, Row>(sql);
      kept.push(statement);
      return statement;
    }

    /** The driver's own `pragma` makes a statement that can't be reached from here. */
    override pragma(text: string, options?: Database.PragmaOptions): unknown {
      const statement = this.prepare<[], unknown>(`PRAGMA ${text}`);
      if (statement.reader) return options?.simple === true ? statement.pluck().get() : statement.all();
      statement.run();
      return options?.simple === true ? undefined : [];
    }
  }
  // The types describe a constructor that can also be called without `new`, which never happens here.
  return Keeping as unknown as Driver;
}
