import { renameSync, writeFileSync } from 'node:fs';
import type { Values, Writable } from '../actions/driver/driver.js';
import { SqliteEngine } from '../snapshot/sqlite/sqlite-engine.js';

/** The demo's database where no SQLite can write files. */
export interface DemoInMemory {
  readonly database: Writable;
  /** Puts the database as it is now into its file, in place of the one before, so that readers find either. */
  readonly save: () => void;
}

const pageSize = 4096;

/**
 * Makes a database in the memory of this process, with the SQLite that reads. Nobody else can write it: what is written to
 * its file is replaced.
 */
export async function demoInMemory(path: string): Promise<DemoInMemory> {
  const engine = await SqliteEngine.load();
  const writer = engine.writer(engine.emptyDatabase(pageSize).slice());
  const named = (values: Values = {}) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [`:${name}`, value]));
  const database: Writable = {
    exec: (sql) => writer.define(sql),
    prepare: <Row>(sql: string) => ({
      all: (values?: Values) => writer.records(sql, named(values)) as Row[],
      run: (values?: Values) => {
        writer.records(sql, named(values));
        return writer.changed;
      },
    }),
    close: () => writer.close(),
  };
  const save = (): void => {
    writeFileSync(`${path}.next`, writer.bytes());
    renameSync(`${path}.next`, path);
  };
  return { database, save };
}
