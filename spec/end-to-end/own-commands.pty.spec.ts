import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { createDatabase } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { folder, open, path } from './scene.js';

const hostile = '$(touch owned) `touch owned`;\n"';

it('a command of one’s own gets what it asks for as separate arguments, in the background and on the terminal', async () => {
  const out = folder.file('out');
  const script = folder.file('note');
  writeFileSync(
    script,
    `#!/bin/sh\nprintf '%s|' "$@" > '${out}'; cat "$2" >> '${out}'; echo "no ticket" >&2; exit 3\n`,
    { mode: 0o755 },
  );
  const run = [script, '{id}', '{log}', '{name}', '{database}'];
  const commands = [
    { key: 'T', name: 'Open a ticket', run },
    {
      key: 'E',
      name: 'Ask for a word',
      run: ['/bin/sh', '-c', `printf 'Which %s? ' word; read word; echo "$word" > '${out}'`, '{log}'],
      terminal: true,
      confirm: true,
    },
    { key: 'V', name: 'Visit', run: ['/bin/sh', '-c', 'echo "no such place"; exit 3'], terminal: true },
  ];
  writeFileSync(folder.file('config.json'), JSON.stringify({ commands }), { mode: 0o600 });
  await createDatabase(path, {
    migrated: 'all',
    rows: [
      { id: 2, plugin_name: hostile, status: 'FAILED', error_message: 'DiskFull' },
      { id: 1, plugin_name: 'fix', status: 'FAILED', error_message: 'DiskFull' },
    ],
    tables: { cf_job_logs: [{ job_id: 2, log_text: 'a line of the log\n' }] },
  });
  const dashboard = open([path, '--config', folder.file('config.json')], {
    environment: { TMPDIR: folder.path },
  });
  await dashboard.waitForText('2 failed', { within: 15_000 });
  dashboard.type('T');
  await dashboard.waitForText('Open a ticket: ended with 3: no ticket');
  const [id, log = '', name, database, rest] = readFileSync(out, 'utf8').split('|');
  expect([id, name, database, rest]).toEqual(['2', hostile, path, 'a line of the log\n']);
  expect(existsSync(folder.file('owned'))).toBe(false);
  await eventually(
    () => !existsSync(log),
    () => `${log} is still there`,
  );
  dashboard.type('jE');
  await dashboard.waitForText('⊘ Ask for a word: this job has no log');
  dashboard.type('kE');
  await dashboard.waitForText('Run "Ask for a word" for job 2?');
  await dashboard.waitForText('[y] ');
  dashboard.type('y');
  await eventually(() => !dashboard.screen.state.alternateScreen, 'the terminal is not lent');
  // Only then is it the command that reads what is typed.
  await dashboard.waitForText('Which word?');
  dashboard.type('yes\r');
  await eventually(
    () => readFileSync(out, 'utf8') === 'yes\n',
    () => readFileSync(out, 'utf8'),
  );
  await dashboard.waitForText('2 failed');
  // The last words of one that failed stay until they were read.
  dashboard.type('V');
  await dashboard.waitForText('no such place');
  await dashboard.waitForText('Visit: ended with 3. Press Enter to return');
  expect(dashboard.screen.state.alternateScreen).toBe(false);
  dashboard.type('\r');
  await dashboard.waitForText('✗ Visit: ended with 3');
  expect(dashboard.screen.state.alternateScreen).toBe(true);
  dashboard.type(':ticket');
  await dashboard.waitForText('▸ T  Open a ticket');
});
