import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from '@jest/globals';

const root = new URL('../../../', import.meta.url);
const fileOf = (path: string) => fileURLToPath(new URL(path, root));
const goldenPath = (name: string) => `spec/golden/${name}.txt`;
const isUpdate = process.env.UPDATE_GOLDEN === '1';

/**
 * Compares a screen with `spec/golden/NAME.txt`. A screen of which most rows are also those of another is written as
 * the rows that differ, each after its number, under the other's name; an update does so for new screens by itself.
 * Four or more equal rows are written as one, after their number and `×`.
 */
export function expectGolden(name: string, text: string): void {
  const advice =
    'If the screen is meant to be so: UPDATE_GOLDEN=1 npm run jest -- spec/screens, and read the difference.';
  if (!isUpdate) expect(`${advice}\n${text}`).toBe(`${advice}\n${goldenScreen(name)}`);
  else expectFile(goldenPath(name), asVariant(text, likeOf(name) ?? nearest(name, text)) ?? folded(text));
}

/** The whole text of a golden screen. */
export function goldenScreen(name: string): string {
  const text = read(fileOf(goldenPath(name)));
  const like = likeIn(text);
  if (like === null) return unfolded(text);
  const rows = goldenScreen(like).split('\n');
  for (const [, number, row] of text.matchAll(/^ ?(\d+) (.*)$/gm)) rows[Number(number) - 1] = row ?? '';
  return rows.join('\n');
}

function folded(text: string): string {
  return text.replace(/^(.*\n)\1{3,}/gm, (run, row: string) => `${run.length / row.length} × ${row}`);
}

function unfolded(text: string): string {
  return text.replace(/^(\d+) × (.*\n)/gm, (_, count: string, row: string) => row.repeat(Number(count)));
}

/** The name of the golden screen from which a file's differs in some rows; null if the file is whole, or missing. */
export function likeOf(name: string): string | null {
  try {
    return likeIn(readFileSync(fileOf(goldenPath(name)), 'utf8'));
  } catch {
    return null;
  }
}

const likeIn = (text: string) => /^(\S+), except for:\n/.exec(text)?.[1] ?? null;

/** A text as the rows in which it differs from another screen; null if that is more than half of them. */
function asVariant(text: string, like: string | null): string | null {
  if (like === null) return null;
  const [rows, others] = [text.split('\n'), goldenScreen(like).split('\n')];
  const changed = rows.flatMap((row, at) =>
    row === others[at] ? [] : [`${String(at + 1).padStart(2)} ${row}\n`],
  );
  const isLike = rows.length === others.length && changed.length <= (rows.length - 1) / 2;
  return isLike ? `${like}, except for:\n${changed.join('')}` : null;
}

/** The whole golden screen that a new one resembles most, of the same size. */
function nearest(name: string, text: string): string | null {
  const size = /-\d+x\d+$/.exec(name)?.[0];
  const known = readdirSync(fileOf('spec/golden'), 'utf8').map((file) => file.replace(/\.txt$/, ''));
  if (size === undefined || known.includes(name)) return null;
  const lengths = known
    .filter((other) => other.endsWith(size) && likeOf(other) === null)
    .map((other) => [asVariant(text, other)?.length ?? Number.POSITIVE_INFINITY, other] as const);
  return lengths.toSorted(([one], [other]) => one - other)[0]?.[1] ?? null;
}

/**
 * Compares a text with a file in the repository. `UPDATE_GOLDEN=1` writes the file instead; otherwise a missing
 * file is a failure, so that new files are looked at before they count.
 */
export function expectFile(path: string, text: string): void {
  const file = fileOf(path);
  if (isUpdate) {
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
