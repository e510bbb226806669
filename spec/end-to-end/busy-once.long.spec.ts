import { expect, it } from '@jest/globals';
import { createDatabase, runSql, unendingQueue } from '../support/databases.js';
import { NativeWriter } from '../support/native-writer.js';
import { path } from './scene.js';
import { run } from './scripts.js';

it('a command that reads a busy database once advises to try again', async () => {
  await createDatabase(path, { journalMode: 'memory' });
  // A transaction without a journal: no instant of the file can be proved while it lasts.
  const writer = await NativeWriter.start(path);
  await writer.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  const asked = [
    [['--json'], 1],
    [['causes', '--timeout', '1s'], 1],
    [['--once', '--timeout', '1s'], 1],
    [['wait', '--timeout', '9s'], 4],
    [['doctor', '--timeout', '1s'], null],
  ] as const;
  const ended = await Promise.all(asked.map(([[command, ...rest]]) => run([command, path, ...rest])));
  for (const [at, { code, errors, out }] of ended.entries()) {
    const [args, wanted] = asked[at] ?? [];
    const said = errors + out;
    expect({ args, code: wanted === null ? null : code, said }).toEqual({
      args,
      code: wanted,
      said: expect.stringMatching(/no consistent picture could be read\.\s+Try again in a moment\./),
    });
    expect(said).not.toContain('by itself');
  }
});

it('a command that reads a database once ends, and says why, where the queue is a view without an end', async () => {
  await runSql(path, [unendingQueue]);
  const timed = ['--once', '--json', 'causes', 'workers', 'parsers', 'metrics', 'doctor'];
  const asked = [
    ...timed.map((one) => [one, path, '--timeout', '1s']),
    ['log', '1', path],
    ['retry', '1', path, '--yes'],
  ];
  const ended = await Promise.all(asked.map((args) => run(args)));
  for (const [at, { code, errors, out }] of ended.entries())
    expect({ asked: asked[at], code, said: errors + out }).toEqual({
      asked: asked[at],
      code: 1,
      said: expect.stringMatching(/has views, and reading them takes longer than 10?s\.\s+Check that each/),
    });
}, 120_000);
