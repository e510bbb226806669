import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { temporaryFolder } from '../support/temporary-folder.js';

export const root = fileURLToPath(new URL('../../../', import.meta.url));
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

const makesExecutables = major > 25 || (major === 25 && minor >= 5);

/** The forms of the program of which nothing is unpacked, as far as this Node can make them. */
export const forms = makesExecutables ? (['one file', 'an executable'] as const) : (['one file'] as const);
export type Form = (typeof forms)[number];

/** Runs one of the scripts that make them, with options of Node and arguments. */
export const make = (
  script: 'bundle' | 'executable',
  options: readonly string[],
  ...args: readonly string[]
) =>
  spawnSync(process.execPath, [...options, join(root, 'bin', `${script}.js`), ...args], { encoding: 'utf8' });

/** Makes the forms before the tests of a file, and removes them after those; returns where they are. */
export function madeForms(): Readonly<Record<Form, string>> {
  const folder = temporaryFolder();
  const made = { 'one file': folder.file('jobs-view.mjs'), 'an executable': folder.file('jobs-view') };
  beforeAll(() => {
    const runs = [make('bundle', [], '--one', made['one file'])];
    if (makesExecutables) runs.push(make('executable', [], made['an executable']));
    for (const { status, stderr } of runs) if (status !== 0 || stderr !== '') throw new Error(stderr);
  }, 60_000);
  afterAll(() => folder.remove());
  return made;
}

/** The command that starts a form. */
export const commandOf = (path: string): readonly string[] =>
  path.endsWith('.mjs') ? [process.execPath, path] : [path];

const state = 'XDG_STATE_HOME/jobs-view';

/** What the operator's own account keeps, by how the files end, sorted; nothing is in that folder but these. */
export const remembered = (...ends: readonly ('acts' | 'seen.json')[]) =>
  ends.length === 0 ? [] : [state, ...ends.map((end) => expect.stringMatching(`^${state}/\\w+\\.${end}$`))];

/** A place with nothing but what the program makes there: where it runs, and all that it may call its own. */
export function emptyPlace(folder: string) {
  const variables = ['HOME', 'TMPDIR', 'XDG_CACHE_HOME', 'XDG_CONFIG_HOME', 'XDG_STATE_HOME'];
  const environment: Record<string, string> = { LANG: 'C.UTF-8', PATH: process.env.PATH ?? '' };
  for (const name of variables) {
    environment[name] = join(folder, name);
    mkdirSync(join(folder, name));
  }
  return {
    environment,
    /** The files and folders that came into it, sorted. */
    left: () =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => !variables.includes(name))
        .sort(),
    /** Runs a form of the program there to its end, and returns what it prints. Throws where it fails. */
    run: (path: string, ...args: readonly string[]): string => {
      const [program = '', ...before] = commandOf(path);
      return execFileSync(program, [...before, ...args], {
        ...{ cwd: folder, encoding: 'utf8', env: environment, stdio: ['ignore', 'pipe', 'inherit'] },
      });
    },
  };
}
