import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from '@jest/globals';

const root = new URL('../../../', import.meta.url);

/** Compares a screen with `spec/golden/NAME.txt`; see {@link expectFile}. */
export function expectGolden(name: string, text: string): void {
  expectFile(`spec/golden/${name}.txt`, text);
}

/**
 * Compares a text with a file in the repository. `UPDATE_GOLDEN=1` writes the file instead; otherwise a missing
 * file is a failure, so that new files are looked at before they count.
 */
export function expectFile(path: string, text: string): void {
  const file = fileURLToPath(new URL(path, root));
  if (process.env.UPDATE_GOLDEN === '1') {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return;
  }
  expect(text).toBe(read(file));
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new Error(`There is no ${file}. Make it with UPDATE_GOLDEN=1, and look at it.`, { cause });
  }
}
