import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from '@jest/globals';

const FOLDER = new URL('../../../spec/golden/', import.meta.url);

/**
 * Compares a screen with `spec/golden/NAME.txt`. `UPDATE_GOLDEN=1` writes the file instead; otherwise a missing
 * file is a failure, so that a new screen is looked at before it counts.
 */
export function expectGolden(name: string, text: string): void {
  const file = fileURLToPath(new URL(`${name}.txt`, FOLDER));
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
    throw new Error(`No golden screen at ${file}. Make it with UPDATE_GOLDEN=1, and look at it.`, { cause });
  }
}
