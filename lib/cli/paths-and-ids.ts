/** The words after an action's name, told apart: databases, and jobs. */
interface PathsAndIds {
  readonly paths: readonly string[];
  /** As they were given: an id, or NAME:ID. */
  readonly ids: readonly string[];
}

/** A whole number, alone or after a name. In an address such as `ssh://host:22` it would be a port. */
const idForm = /^(?![a-z]+:\/\/)(.*:)?-?\d+$/is;
/** An address or a path with a folder in it, a name with an ending, or a file of addresses. */
const pathForm = /^@|\/|\.[a-z]\w*$/i;

/** Whether a word can't be the id of a job, because it is written as a path or an address is. */
export function isPathLike(word: string): boolean {
  return pathForm.test(word) && !idForm.test(word);
}

/**
 * Tells paths from ids by their form alone, so that the same words mean the same wherever they are typed: numbers are
 * ids, also after a name; words that look like a path are paths, and so is the first word otherwise, but only if no
 * other one is.
 */
export function pathsAndIds(words: readonly string[]): PathsAndIds {
  const isFirst = !words.some(isPathLike);
  const isPath = (word: string, index: number) =>
    isPathLike(word) || (isFirst && index === 0 && !idForm.test(word));
  return {
    paths: words.filter(isPath),
    ids: words.filter((word, index) => !isPath(word, index)),
  };
}
