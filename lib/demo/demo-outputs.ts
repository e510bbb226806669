import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The folders that exports write to, so that opening one shows something. Only below the demo's own folder: output
 * paths elsewhere only appear in the database, and are never touched.
 */
export class DemoOutputs {
  readonly folder: string;

  constructor(demoFolder: string) {
    this.folder = join(demoFolder, 'exports');
  }

  /** Makes an export's folder with a load file in it. */
  write(path: string | null, records: number): void {
    if (path === null || !this.#owns(path)) return;
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, 'production.dat'), `\u00feBEGBATES\u00fe\n\u00feSMITH000001\u00fe\n`);
    writeFileSync(join(path, 'README.txt'), `The jobs-view demo exported ${records} records here.\n`);
  }

  remove(path: string): void {
    if (this.#owns(path)) rmSync(path, { recursive: true, force: true });
  }

  #owns(path: string): boolean {
    return path.startsWith(`${this.folder}/`) && !path.includes('..');
  }
}
