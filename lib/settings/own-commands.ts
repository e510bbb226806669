import type { OwnCommand } from '../model/commands/own-command.js';
import { placeholders, placeholdersIn } from '../model/commands/own-command.js';
import { isJsonObject } from '../model/sound-json.js';
import { type Kind, type Mistake, objectOf, oneMistake, shortText, yesOrNo } from './kinds.js';
import { ofKinds, schemasOf, viewName } from './views.js';

const mostCommands = 30;
const mostWords = 100;
const oneSign = /^[!-~]$/;

const oneKey: Kind<string> = {
  ...shortText(1),
  allowed: { json: 'a letter, a digit or a sign', text: '' },
  schema: { type: 'string', pattern: oneSign.source },
  fromJson: (value) => (typeof value === 'string' && oneSign.test(value) ? value : undefined),
};

const runAllowed = `a list of 1 to ${mostWords} words, of which all but the first may have ${placeholders.map((name) => `{${name}}`).join(' ')}`;

const noPlaceholder = '(?!\\{[a-z]+\\})[^\\u0000]';

const words: Kind<readonly string[]> = {
  allowed: { json: runAllowed, text: '' },
  schema: {
    type: 'array',
    minItems: 1,
    maxItems: mostWords,
    prefixItems: [{ type: 'string', pattern: `^(${noPlaceholder})+$` }],
    items: { type: 'string', pattern: `^(${noPlaceholder}|\\{(${placeholders.join('|')})\\})+$` },
  },
  fromJson: (value) => (isRun(value) ? value : undefined),
  fromText: () => undefined,
};

function isRun(value: unknown): value is readonly string[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > mostWords) return false;
  const isWord = (word: unknown) => typeof word === 'string' && word !== '' && !word.includes('\0');
  if (!value.every(isWord)) return false;
  const [program, ...others] = value as readonly string[];
  const isKnown = (name: string) => placeholders.some((each) => each === name);
  return placeholdersIn(program ?? '').length === 0 && others.flatMap(placeholdersIn).every(isKnown);
}

const commandKinds: Readonly<Record<string, Kind<unknown>>> = {
  key: oneKey,
  name: viewName,
  run: words,
  terminal: yesOrNo,
  confirm: yesOrNo,
};
const needed = ['key', 'name', 'run'];
const keysAllowed = Object.keys(commandKinds).join(', ');
const allowed = `a list of at most ${mostCommands} commands, each with ${keysAllowed}`;

/** Commands of the operator's own, each an object with its key, its name and its words. */
export const commandList: Kind<readonly OwnCommand[]> = {
  allowed: { json: allowed, text: '' },
  schema: {
    type: 'array',
    maxItems: mostCommands,
    items: { ...objectOf(schemasOf(commandKinds)), required: needed },
  },
  fromJson: (value) =>
    mistakesIn(value).length > 0
      ? undefined
      : (value as readonly (Pick<OwnCommand, 'key' | 'name' | 'run'> & Partial<OwnCommand>)[]).map(
          ({ key, name, run, terminal = false, confirm = false }) => ({
            key,
            name: name.trim(),
            run,
            terminal,
            confirm,
          }),
        ),
  fromText: () => undefined,
  mistakes: mistakesIn,
};

function mistakesIn(value: unknown): readonly Mistake[] {
  if (!Array.isArray(value) || value.length > mostCommands)
    return [oneMistake('', value, `it can be ${allowed}`)];
  return value.flatMap((command: unknown, index): readonly Mistake[] => {
    const at = `[${index}]`;
    if (!isJsonObject(command)) return [oneMistake(at, command, `it can be an object with ${keysAllowed}`)];
    const found: Mistake[] = [...ofKinds(command, `${at}.`, commandKinds, Object.keys(commandKinds))];
    for (const key of needed)
      if (command[key] === undefined)
        found.push({
          ...oneMistake(`${at}.${key}`, null, `it has to be ${commandKinds[key]?.allowed.json}`),
          fault: 'is missing',
        });
    return found;
  });
}
