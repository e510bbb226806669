import { dirname, join, resolve } from 'node:path';
import { isJsonObject, type JsonObject } from '../model/sound-json.js';
import { nearest } from '../nearest.js';
import { otherWriters } from '../other-writers.js';
import { type DatabaseSetting, isAddress } from './databases.js';
import { keyPathOf, type SettingsLayer, settingKeys, settingNames } from './keys.js';
import { oneMistake } from './kinds.js';
import { readSmallFile } from './small-file.js';

/** The key of the configuration file by which editors find its schema. It sets nothing. */
const schemaKey = '$schema';

/** What is wrong with one setting, or with the whole file. All but `allowed` is untrusted text. */
export interface SettingProblem {
  /** The file, or the environment variable. */
  readonly where: string;
  /** The key at fault, such as `filter.name`; null for the file as a whole, or a variable. */
  readonly key: string | null;
  /** What is wrong, to be read after the key's name. */
  readonly fault: string;
  /** What would be right. */
  readonly allowed: string;
}

/** The settings, or what is wrong with them: one mistake makes all of them invalid. */
export type SettingsRead =
  | { readonly kind: 'read'; readonly settings: SettingsLayer }
  | { readonly kind: 'problems'; readonly problems: readonly SettingProblem[] };

/** Where the configuration file is, and whether it must exist. */
export interface ConfigPath {
  readonly path: string;
  /** The operator named it, so it has to exist. */
  readonly named: boolean;
}

/** The file that was named; else the one of the XDG base directory specification; null without a home folder. */
export function configPath(
  named: string | null,
  environment: NodeJS.ProcessEnv,
  home: string | null,
): ConfigPath | null {
  if (named !== null) return { path: named, named: true };
  const { XDG_CONFIG_HOME: config } = environment;
  if (config?.startsWith('/')) return { path: join(config, 'jobs-view', 'config.json'), named: false };
  return home === null ? null : { path: join(home, '.config', 'jobs-view', 'config.json'), named: false };
}

/** The settings in the environment, one variable each. An empty variable counts as absent. */
export function settingsFromEnvironment(environment: NodeJS.ProcessEnv): SettingsRead {
  const given: Record<string, unknown> = {};
  const problems: SettingProblem[] = [];
  for (const name of settingNames) {
    const { variable, kind } = settingKeys[name];
    if (variable === null) continue;
    const text = environment[variable] ?? '';
    if (text === '') continue;
    given[name] = kind.fromText(text);
    if (given[name] !== undefined) continue;
    const allowed = `it can be ${kind.allowed.text}`;
    problems.push({ where: variable, key: null, fault: `is ${brief(text)}`, allowed });
  }
  return settingsRead(given, problems);
}

/** The settings in the file. */
export function settingsFromFile({ path, named }: ConfigPath, home: string | null): SettingsRead {
  const whole = (fault: string): SettingsRead =>
    settingsRead({}, [
      { where: path, key: null, fault, allowed: 'it has to be a JSON object in a plain file' },
    ]);
  let text: string;
  let writers: string | null;
  try {
    text = readSmallFile(path);
    writers = otherWriters(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (!named && (code === 'ENOENT' || code === 'ENOTDIR')) return settingsRead({}, []);
    return whole(`can't be read (${message})`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return whole(`is not JSON (${error instanceof Error ? error.message : String(error)})`);
  }
  if (!isJsonObject(value)) return whole(`is ${brief(value)}`);
  const read = fromRecord(value, path, home);
  if (writers === null || read.kind !== 'read' || (read.settings.commands ?? []).length === 0) return read;
  const allowed =
    'only its owner may be able to change a file with commands: chmod go-w, in a file of your own';
  return settingsRead({}, [
    { where: path, key: 'commands', fault: `could be changed by ${writers}`, allowed },
  ]);
}

function fromRecord(record: JsonObject, file: string, home: string | null): SettingsRead {
  const problems = allUnknownKeys(record, file);
  const given: Record<string, unknown> = {};
  for (const name of settingNames) {
    const { kind, isPath = false } = settingKeys[name];
    const keyPath = keyPathOf(name);
    const value = valueAt(record, keyPath);
    if (value === undefined) continue;
    const good = kind.fromJson(value);
    if (good === undefined) {
      const whole = oneMistake('', value, `it can be ${kind.allowed.json}`);
      for (const { at, value: part, allowed, fault = `is ${brief(part)}` } of kind.mistakes?.(value) ?? [
        whole,
      ])
        problems.push({ where: file, key: keyPath.join('.') + at, fault, allowed });
    }
    given[name] = isPath ? withFolder(good, file, home) : good;
  }
  return settingsRead(given, problems);
}

/** Problems for keys that aren't settings, in the object and in the objects within it. */
function allUnknownKeys(record: JsonObject, file: string): SettingProblem[] {
  const keyPaths = settingNames.map(keyPathOf);
  const groups = new Set(keyPaths.flatMap(([group, inner]) => (inner === undefined ? [] : [group])));
  const { [schemaKey]: _, ...set } = record;
  const problems = unknownKeys(set, '', [...new Set(keyPaths.map(([first]) => first))], file);
  for (const group of groups) {
    const within = Object.hasOwn(record, group) ? record[group] : {};
    const known = keyPaths.flatMap(([first, inner]) =>
      first === group && inner !== undefined ? [inner] : [],
    );
    if (isJsonObject(within)) {
      problems.push(...unknownKeys(within, `${group}.`, known, file));
    } else {
      const allowed = `it can be an object with ${known.join(', ')}`;
      problems.push({ where: file, key: group, fault: `is ${brief(within)}`, allowed });
    }
  }
  return problems;
}

function unknownKeys(
  record: JsonObject,
  prefix: string,
  known: readonly string[],
  file: string,
): SettingProblem[] {
  return Object.keys(record)
    .filter((key) => !known.includes(key))
    .map((key) => {
      const meant = nearest(key, known);
      const allowed =
        meant === null
          ? `the keys are ${known.map((word) => prefix + word).join(', ')}`
          : `did you mean "${prefix}${meant}"?`;
      return { where: file, key: `${prefix}${brief(key, false)}`, fault: 'is not a known key', allowed };
    });
}

function valueAt(record: JsonObject, [first, inner]: readonly string[]): unknown {
  const value = first !== undefined && Object.hasOwn(record, first) ? record[first] : undefined;
  if (inner === undefined) return value;
  return isJsonObject(value) && Object.hasOwn(value, inner) ? value[inner] : undefined;
}

/** A path, or databases each with one, as `fromFolder` has it. */
function withFolder(value: unknown, file: string, home: string | null): unknown {
  if (typeof value === 'string') return fromFolder(value, file, home);
  if (!Array.isArray(value)) return value;
  return (value as readonly DatabaseSetting[]).map(({ name, path }) => ({
    name,
    path: fromFolder(path, file, home),
  }));
}

/**
 * No shell has expanded the path: `~` is the home, and a relative path starts from the file's folder, whatever the
 * working folder is.
 */
function fromFolder(path: string, file: string, home: string | null): string {
  if (isAddress(path)) return path;
  if (path.startsWith('@')) return `@${fromFolder(path.slice(1), file, home)}`;
  if (home !== null && /^~(?=\/|$)/.test(path)) return join(home, path.slice(1));
  return resolve(dirname(file), path);
}

function settingsRead(given: JsonObject, problems: readonly SettingProblem[]): SettingsRead {
  // Each value has been checked by the kind of its own key.
  return problems.length > 0
    ? { kind: 'problems', problems }
    : { kind: 'read', settings: given as SettingsLayer };
}

/** A value as it was written, cut if it is long. */
function brief(value: unknown, quoted = true): string {
  const text = typeof value === 'string' && !quoted ? value : (JSON.stringify(value) ?? String(value));
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}
