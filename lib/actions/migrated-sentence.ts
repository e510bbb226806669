import { wordList } from '../model/text.js';

/** `Added 18 columns, 4 tables and 1 index to PATH. Removed 2 indexes and 2 triggers, which slowed workers down.` */
export function migratedSentence(changes: readonly string[], path: string): string {
  const [added, removed] = [counted(changes, ''), counted(changes, 'removed ')];
  if (added === null && removed === null) return `${path} is up to date: nothing to add.`;
  const slowed = removed && `Removed ${removed}, which slowed workers down`;
  if (added === null) return `${slowed}, from ${path}.`;
  return `Added ${added} to ${path}.${slowed === null ? '' : ` ${slowed}.`}`;
}

/** `18 columns, 4 tables and 1 index`: the changes that begin with these words; null where there are none. */
function counted(changes: readonly string[], words: string): string | null {
  const parts = kinds.flatMap(([one, several]) => {
    const count = changes.filter((change) => change.startsWith(`${words}${one} `)).length;
    return count === 0 ? [] : [`${count} ${count === 1 ? one : several}`];
  });
  return parts.length === 0 ? null : wordList(parts, 'and');
}

const kinds = [
  ['column', 'columns'],
  ['table', 'tables'],
  ['index', 'indexes'],
  ['trigger', 'triggers'],
] as const;
