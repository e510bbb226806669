import { basename, dirname, resolve } from 'node:path';
import type { World } from '../commands/world.js';
import { isHostAddress, parseAddress } from '../hosts/address.js';
import { withHome } from '../model/text.js';
import { isAddress, mostDatabases } from '../settings/databases.js';
import { readSmallFile } from '../settings/small-file.js';
import type { NamedPath } from '../sources/database-names.js';
import { sanitize } from '../view/text/sanitize.js';
import type { WrongAddress } from './host-database.js';

/** The file of addresses that a word names, absolute; null for any other word. */
export function addressFile(word: string, { folder }: Pick<World, 'folder'>): string | null {
  return /^@./.test(word) ? resolve(folder, word.slice(1)) : null;
}

/**
 * The databases that words name, one by one: `@FILE` holds one on each line, and an address with `{1..12}` or `{a,b,c}`
 * stands for several, as in a shell. A name that was given to them is followed by what they differ in.
 */
export function listed(
  words: readonly NamedPath[],
  world: Pick<World, 'folder' | 'home' | 'isSilent'>,
): readonly NamedPath[] | WrongAddress {
  const all: NamedPath[] = [];
  for (const word of words) {
    const file = addressFile(word.path, world);
    const lines = file === null ? [word] : linesOf(file, world);
    if ('kind' in lines) return lines;
    for (const { path, name } of lines) {
      const each = isAddress(path) ? spread(path) : [{ text: path, chosen: '' }];
      if (all.length + each.length > mostDatabases) return tooMany;
      for (const { text, chosen } of each)
        all.push({ path: text, ...(name !== undefined && { name: `${name}${chosen}` }) });
    }
  }
  return all;
}

const tooMany = wrong(`These are more than ${mostDatabases} databases, which do not fit on one screen.`);

function wrong(sentence: string): WrongAddress {
  return { kind: 'wrong', sentence };
}

/** The lines of a file of addresses. No shell has expanded them: a path starts from the file's folder, or from home. */
function linesOf(
  file: string,
  { home, isSilent }: Pick<World, 'home' | 'isSilent'>,
): readonly NamedPath[] | WrongAddress {
  const called = sanitize(basename(file), 200);
  if (isSilent?.(file) === true) return wrong(`The disk of the file of addresses ${called} does not answer.`);
  let text: string;
  try {
    text = readSmallFile(file);
  } catch {
    return wrong(
      `The file of addresses ${called} could not be read; for a database of that name, write ./@…`,
    );
  }
  const lines: NamedPath[] = [];
  let number = 0;
  for (const [line] of text.matchAll(/[^\n]*\n?/g)) {
    number += 1;
    const path = line
      .trim()
      .replace(/(^|\s)#.*$/, '')
      .trimEnd();
    if (path === '') continue;
    if (lines.length === mostDatabases) return tooMany;
    const [first = { text: path }] = isAddress(path) ? spread(path) : [];
    const parsed = isHostAddress(path) ? parseAddress(first.text) : null;
    const fault = path.startsWith('@')
      ? 'A file of addresses cannot name another one.'
      : parsed?.kind === 'wrong'
        ? parsed.sentence
        : null;
    if (fault !== null) return wrong(`${called}, line ${number}: ${fault}`);
    const here = home === null ? path : withHome(path, home);
    lines.push({ path: isAddress(path) ? path : resolve(dirname(file), here) });
  }
  return lines.length > 0 ? lines : wrong(`The file of addresses ${called} names no database.`);
}

interface Spread {
  readonly text: string;
  /** What was chosen in each pair of braces, a space before each. */
  readonly chosen: string;
}

/** An address with each choice of its braces, the last one's varying first; of more than may be only some. */
function spread(text: string): readonly Spread[] {
  let all: readonly Spread[] = [{ text: '', chosen: '' }];
  let end = text.length;
  for (const { 0: pair, 1: within = '', index } of [...text.matchAll(/\{([^{}]*)\}/g)].reverse()) {
    const choices = choicesIn(within);
    if (choices === null) continue;
    const between = text.slice(index + pair.length, end);
    end = index;
    const rests = all;
    all = choices
      .slice(0, Math.ceil((mostDatabases + 1) / rests.length))
      .flatMap((choice) =>
        rests.map((rest) => ({ text: choice + between + rest.text, chosen: ` ${choice}${rest.chosen}` })),
      );
  }
  return all.map((each) => ({ ...each, text: text.slice(0, end) + each.text }));
}

/** Words between commas, or the numbers of a range, as wide as the wider end if one begins with 0; null for other text. */
function choicesIn(text: string): readonly string[] | null {
  const [, first, last] = /^(\d{1,9})\.\.(\d{1,9})$/.exec(text) ?? [];
  if (first === undefined || last === undefined)
    return text.includes(',') ? text.split(',', mostDatabases + 1) : null;
  const count = Math.min(Math.abs(Number(last) - Number(first)), mostDatabases) + 1;
  const step = Number(last) < Number(first) ? -1 : 1;
  const width = [first, last].some((end) => /^0\d/.test(end)) ? Math.max(first.length, last.length) : 0;
  return Array.from({ length: count }, (_, index) =>
    String(Number(first) + step * index).padStart(width, '0'),
  );
}
