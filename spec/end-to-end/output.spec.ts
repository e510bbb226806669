import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { createDatabase } from '../support/databases.js';
import { program } from './program.js';
import { folder, path } from './scene.js';

beforeEach(async () => {
  await createDatabase(path, { rows: [{ id: 1, plugin_name: 'fix_parser', status: 'COMPLETED' }] });
});

interface Run {
  readonly code: number | null;
  readonly errors: string;
}

/** Runs the program with stdout on the file at `output`, or on a pipe whose reader is gone already. */
async function runInto(output: string | null, args: readonly string[]): Promise<Run> {
  const file = output === null ? 'pipe' : openSync(output, 'w');
  const command = [process.execPath, program, ...args];
  // The program begins only when the pipe's reader is gone for sure.
  const started = output === null ? ['sh', '-c', 'read -r _; exec "$0" "$@"', ...command] : command;
  const child = spawn(started[0] ?? '', started.slice(1), {
    stdio: ['pipe', file, 'pipe'],
    env: { PATH: process.env.PATH, HOME: folder.path },
  });
  if (typeof file === 'number') closeSync(file);
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  if (child.stdout !== null) {
    child.stdout.destroy();
    await new Promise((resolve) => child.stdout?.once('close', resolve));
  }
  child.stdin?.end('\n');
  return { code: await ended, errors };
}

describe('the program, whose output is lost', () => {
  it('exits with 1 and one sentence where the disk is full', async () => {
    expect(await runInto('/dev/full', ['--json', path])).toEqual({
      code: 1,
      errors: 'jobs-view: The output cannot be written: ENOSPC: no space left on device\n',
    });
  });

  it('is silent where the pipe has no reader', async () => {
    expect(await runInto(null, ['--json', path])).toEqual({ code: 0, errors: '' });
  });
});
