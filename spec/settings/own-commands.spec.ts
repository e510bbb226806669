import { chmodSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { settingsFromEnvironment, settingsFromFile } from '../../lib/settings/read-settings.js';
import { runInside } from '../end-to-end/inside.js';
import { folderForEach } from '../support/folder-for-each.js';

const folder = folderForEach();
const command = { key: 'T', name: 'Open a ticket', run: ['ticket', '--job={id}'] };

/** A configuration file with these commands, which such a mode lets others change or not. */
function fileWith(commands: unknown, mode = 0o644): string {
  const path = folder.file('config.json');
  writeFileSync(path, JSON.stringify({ commands }));
  chmodSync(path, mode);
  return path;
}

const read = (commands: unknown, mode?: number) =>
  settingsFromFile({ path: fileWith(commands, mode), named: true }, null);

describe('a command in the configuration file', () => {
  it('stays in the background and asks nothing unless it says so', () => {
    const asks = { ...command, key: 'U', terminal: true, confirm: true };
    expect(read([command, asks])).toEqual({
      kind: 'read',
      settings: { commands: [{ ...command, terminal: false, confirm: false }, asks] },
    });
  });

  it.each([
    ['{}', 'commands: is {}'],
    ['["ticket"]', 'commands[0]: is "ticket"'],
    ['[{"key":"F5","name":"T","run":["t"]}]', 'commands[0].key: is "F5"'],
    ['[{"key":"T","name":" ","run":["t"]}]', 'commands[0].name: is " "'],
    ['[{"key":"T","name":"T","run":["t"],"shell":true}]', 'commands[0].shell: is not a known key'],
    ['[{"key":"T","name":"T"}]', 'commands[0].run: is missing'],
    ['[{"key":"T","name":"T","run":"t {id}"}]', 'commands[0].run: is "t {id}"'],
    ['[{"key":"T","name":"T","run":["t","{iid}"]}]', 'commands[0].run: is ["t","{iid}"]'],
    ['[{"key":"T","name":"T","run":["{output}"]}]', 'commands[0].run: is ["{output}"]'],
    ['[{"key":"T","name":"T","run":["a\\u0000"]}]', 'commands[0].run: is ["a\\u0000"]'],
  ])('is refused as %s', (text, fault) => {
    const found = read(JSON.parse(text));
    const problems = found.kind === 'problems' ? found.problems : [];
    expect(problems.map((each) => `${each.key}: ${each.fault}`)).toEqual([fault]);
  });

  it.each([0o664, 0o646])('is refused in a file that others may change: mode %o', (mode) => {
    expect(read([command], mode)).toMatchObject({
      problems: [{ key: 'commands', fault: 'could be changed by other users' }],
    });
    expect(read([], mode)).toMatchObject({ kind: 'read' });
  });

  it('is not taken from a variable', () => {
    const JOBS_VIEW_COMMANDS = JSON.stringify([command]);
    expect(settingsFromEnvironment({ JOBS_VIEW_COMMANDS })).toEqual({ kind: 'read', settings: {} });
  });

  it('is refused at the start if its key is taken, with keys that are free', async () => {
    const config = fileWith([command, { ...command, key: 'R' }]);
    const { code, errors } = await runInside(['--once', '--config', config, folder.file('none.sqlite3')]);
    expect(code).toBe(2);
    const twice = await runInside([
      '--once',
      '--config',
      fileWith([command, command]),
      folder.file('none.sqlite3'),
    ]);
    expect(twice.errors).toMatch(/"commands\[1\]\.key" is "T", which is taken: Open a ticket; choose /);
    expect(errors).toMatch(
      /config\.json: "commands\[1\]\.key" is "R", which is taken: Retry the job.*; choose a key that is free, such as E /,
    );
  });
});
