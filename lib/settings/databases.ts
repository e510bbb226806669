import { isJsonObject, jsonIn } from '../model/sound-json.js';
import { path as aPath, type Kind, type Mistake, oneMistake } from './kinds.js';

/** A database that the operator has given a name. Name and path are untrusted. */
export interface DatabaseSetting {
  readonly name: string;
  readonly path: string;
}

/** Whether a path is the address of a database on another host or a server, which is in no folder of this one. */
export function isAddress(path: string): boolean {
  return /^[a-z]+(?:\+ssh)?:\/\//i.test(path);
}

/** As many databases as one screen shows. */
export const mostDatabases = 100;
const longestDatabaseName = 40;

const allowed = `an object of at most ${mostDatabases} paths, each by a name of 1 to ${longestDatabaseName} characters`;

/** Databases by their names, as `{ "live": "~/queue/live.sqlite", "archive": "/srv/archive.sqlite" }`. */
export const databasesByName: Kind<readonly DatabaseSetting[]> = {
  allowed: { json: allowed, text: 'the same object, as JSON' },
  schema: {
    type: 'object',
    maxProperties: mostDatabases,
    propertyNames: { pattern: '\\S', maxLength: longestDatabaseName },
    additionalProperties: aPath.schema,
  },
  fromJson: (value) =>
    mistakesIn(value).length > 0
      ? undefined
      : Object.entries(value as Readonly<Record<string, string>>).map(([name, path]) => ({
          name: name.trim(),
          path,
        })),
  fromText: (text) => databasesByName.fromJson(jsonIn(text)),
  mistakes: mistakesIn,
};

/** A command of the operator's own by the name that addresses give it: its words, which no shell sees. */
export interface PipeSetting {
  readonly name: string;
  readonly words: readonly string[];
}

const pipeName = '[A-Za-z0-9_.][A-Za-z0-9_.-]*';
const pipesAllowed = 'an object of lists of words, each by a name of letters, digits, dots and dashes';

/** Commands that lead to databases elsewhere, as `{ "lab": ["lxc", "exec", "lab", "--"] }` for `pipe://lab/path`. */
export const commandsByName: Kind<readonly PipeSetting[]> = {
  allowed: { json: pipesAllowed, text: 'the same object, as JSON' },
  schema: {
    type: 'object',
    propertyNames: { pattern: `^${pipeName}$` },
    additionalProperties: { type: 'array', minItems: 1, items: aPath.schema },
  },
  fromJson: (value) =>
    isJsonObject(value) && Object.entries(value).every(([name, words]) => isCommand(name, words))
      ? Object.entries(value).map(([name, words]) => ({ name, words: words as readonly string[] }))
      : undefined,
  fromText: (text) => commandsByName.fromJson(jsonIn(text)),
};

function isCommand(name: string, words: unknown): boolean {
  const isWord = (word: unknown) => typeof word === 'string' && word !== '' && !word.includes('\0');
  return (
    RegExp(`^${pipeName}$`).test(name) && Array.isArray(words) && words.length > 0 && words.every(isWord)
  );
}

function mistakesIn(value: unknown): readonly Mistake[] {
  if (!isJsonObject(value) || Object.keys(value).length > mostDatabases)
    return [oneMistake('', value, `it can be ${allowed}`)];
  return Object.entries(value).flatMap(([name, path]): readonly Mistake[] => {
    const isName = name.trim() !== '' && name.trim().length <= longestDatabaseName;
    if (!isName) return [oneMistake('', name, `a name can have 1 to ${longestDatabaseName} characters`)];
    const isPath = typeof path === 'string' && path !== '' && !path.includes('\0');
    return isPath ? [] : [oneMistake(`.${name}`, path, 'it can be a path')];
  });
}
