import { defaultSort, type JobSort, sortKeys } from './sort.js';

/** What may follow the value to sort by, in any order. */
const turned = 'reverse';
const mixed = 'mixed';

/** How an order is written on the command line and in settings, for messages. */
export const sortForms = `${sortKeys.slice(0, -1).join(', ')} or ${sortKeys.at(-1)}, which :${turned} and :${mixed} may follow`;

/** Every order, written out. */
export const sortTexts: readonly string[] = sortKeys.flatMap((key) =>
  ['', `:${turned}`, `:${mixed}`, `:${turned}:${mixed}`].map((rest) => key + rest),
);

/**
 * An order written as `KEY`, with `:reverse` to turn its direction round and `:mixed` to let failed jobs stand among
 * the others; null if it isn't one.
 */
export function sortIn(text: string): JobSort | null {
  const [word, ...rest] = text.trim().toLowerCase().split(':');
  const by = sortKeys.find((key) => key === word);
  if (by === undefined || rest.some((each) => each !== turned && each !== mixed)) return null;
  if (new Set(rest).size < rest.length) return null;
  return { ...defaultSort, by, reversed: rest.includes(turned), failedFirst: !rest.includes(mixed) };
}
