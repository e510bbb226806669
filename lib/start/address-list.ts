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
      const each = isAddress(path) ? spread(path) : [{ text: path, chosen: [] }];
      if (all.length + each.length > mostDatabases)
        return wrong(`These are more than ${mostDatabases} databases, which do not fit on one screen.`);
      for (const { text, chosen } of each)
        all.push({ path: text, ...(name !== undefined && { name: [name, ...chosen].join(' ') }) });
    }
  }
  return all;
}

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
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const path = line.replace(/(^|\s)#.*$/, '').trim();
    if (path === '') continue;
    const [first = { text: path }] = isAddress(path) ? spread(path) : [];
    const parsed = isHostAddress(path) ? parseAddress(first.text) : null;
    const fault = path.startsWith('@')
      ? 'A file of addresses cannot name another one.'
      : parsed?.kind === 'wrong'
        ? parsed.sentence
        : null;
    if (fault !== null) return wrong(`${called}, line ${index + 1}: ${fault}`);
    const here = home === null ? path : withHome(path, home);
    lines.push({ path: isAddress(path) ? path : resolve(dirname(file), here) });
  }
  return lines.length > 0 ? lines : wrong(`The file of addresses ${called} names no database.`);
}

interface Spread {
  readonly text: string;
  /** What was chosen in each pair of braces. */
  readonly chosen: readonly string[];
}

/** An address with each choice of its braces, the last one's varying first; at most one more than may be. */
function spread(text: string, from = 0): readonly Spread[] {
  const braces = /\{([^{}]*)\}/g;
  braces.lastIndex = from;
  const found = braces.exec(text);
  if (found === null) return [{ text, chosen: [] }];
  const choices = choicesIn(found[1] ?? '');
  if (choices === null) return spread(text, braces.lastIndex);
  const all: Spread[] = [];
  for (const choice of choices) {
    const before = text.slice(0, found.index) + choice;
    for (const rest of spread(before + text.slice(braces.lastIndex), before.length)) {
      all.push({ text: rest.text, chosen: [choice, ...rest.chosen] });
      if (all.length > mostDatabases) return all;
    }
  }
  return all;
}

/** Words between commas, or the numbers of a range, as wide as the wider end if one begins with 0; null for other text. */
function choicesIn(text: string): readonly string[] | null {
  const [, first, last] = /^(\d{1,9})\.\.(\d{1,9})$/.exec(text) ?? [];
  if (first === undefined || last === undefined) return text.includes(',') ? text.split(',') : null;
  const count = Math.min(Math.abs(Number(last) - Number(first)), mostDatabases) + 1;
  const step = Number(last) < Number(first) ? -1 : 1;
  const width = [first, last].some((end) => /^0\d/.test(end)) ? Math.max(first.length, last.length) : 0;
  return Array.from({ length: count }, (_, index) =>
    String(Number(first) + step * index).padStart(width, '0'),
  );
}
