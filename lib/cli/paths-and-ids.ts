/** The words after an action's name, told apart: databases, and jobs. */
export interface PathsAndIds {
  readonly paths: readonly string[];
  /** As they were given: an id, or NAME:ID. */
  readonly ids: readonly string[];
}

/** A whole number, alone or after a name. In an address that begins with `ssh://` it would be a port. */
const idForm = /^(?!ssh:\/\/)(.*:)?-?\d+$/is;
/** An address, a path with a folder in it, or a name with an ending. */
const pathForm = /^ssh:\/\/|\/|\.[a-z]\w*$/i;

/**
 * Tells paths from ids by their form alone, so that the same words mean the same wherever they are typed: numbers are
 * ids, also after a name; the first word is a path otherwise, and later ones are if they look like one.
 */
export function pathsAndIds(words: readonly string[]): PathsAndIds {
  const isPath = (word: string, index: number) => !idForm.test(word) && (index === 0 || pathForm.test(word));
  return {
    paths: words.filter(isPath),
    ids: words.filter((word, index) => !isPath(word, index)),
  };
}
