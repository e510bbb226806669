import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { runSql, unendingQueue } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { NativeWriter } from '../support/native-writer.js';
import { childOf } from '../support/processes.js';
import { isAlive, until } from '../support/until.js';
import { program } from './program.js';
import { folder, path } from './scene.js';
import { run, type Script, start, startProgram } from './scripts.js';

const standIn = fileURLToPath(new URL('../support/programs/stand-in.js', import.meta.url));
/** From a signal to the end, ms. */
const soon = 1000;

beforeEach(async () => {
  await runSql(path, [unendingQueue]);
});

/** Processor time of a process in hundredths of a second. */
function ticks(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return Number(fields[11]) + Number(fields[12]);
}

/** Whether a process has a file open. */
const holds = (pid: number, file: string): boolean =>
  readdirSync(`/proc/${pid}/fd`).some((descriptor) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${descriptor}`) === file;
    } catch {
      return false;
    }
  });

/**
 * Resolves when a process has had the database open, and has then been at work for twice as long as all of a start
 * takes: it reads without an end.
 */
async function reading(pid: number, file = path): Promise<void> {
  const within = 25_000;
  const began = await eventually(
    () => holds(pid, file) && ticks(pid),
    () => `${file} is not opened`,
    { within },
  );
  await eventually(
    () => ticks(pid) > began + 40,
    () => `${ticks(pid)} ticks, ${began} of them before`,
    { within },
  );
}

const pidOf = ({ child }: Script): number => child.pid ?? 0;

/** Expects a command that reads this file to end soon after a signal, without a word. */
async function endsBy(signal: NodeJS.Signals, command: string, file: string): Promise<void> {
  const script = start([command, file]);
  await reading(pidOf(script), file);
  const sent = performance.now();
  script.child.kill(signal);
  expect(await script.ended).toEqual({ code: null, signal, out: '', errors: '' });
  expect(performance.now() - sent).toBeLessThan(soon);
}

describe('a command whose read has no end', () => {
  it.each([
    ['--json', 'SIGINT'],
    ['--once', 'SIGTERM'],
    ['wait', 'SIGINT'],
    ['wait', 'SIGHUP'],
  ] as const)('%s is ended by %s', async (command, signal) => {
    await endsBy(signal, command, path);
  });

  it('doctor is ended by SIGINT in a schema that takes seconds to read', async () => {
    const wide = folder.file('wide.sqlite3');
    const columns = Array.from({ length: 1900 }, (_, at) => `c${at}`).join();
    const tables = Array.from({ length: 500 }, (_, at) => `CREATE TABLE t${at} (${columns});`);
    const writer = await NativeWriter.start(wide);
    await writer.exec(`BEGIN; ${tables.join('')} COMMIT`);
    await writer.close();
    await endsBy('SIGINT', 'doctor', wide);
  });

  it('is ended by SIGTERM as the first process of a container, with code 143 and no child left', async () => {
    const script = startProgram(standIn, [program, '--json', path]);
    const child = await childOf(pidOf(script));
    await reading(child);
    const sent = performance.now();
    script.child.kill('SIGTERM');
    expect(await script.ended).toEqual({ code: 143, signal: null, out: '', errors: '' });
    await until(() => !isAlive(child), soon);
    expect(performance.now() - sent).toBeLessThan(soon);
  });

  it('exits with its own code as the first process of a container when it ends by itself', async () => {
    const { code, out, errors } = await startProgram(standIn, [program, '--json', folder.file('none')]).ended;
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(errors).toContain('There is no database here');
  });
});

describe('a wait whose read has no end', () => {
  it.each([
    [1, []],
    [0, ['--new']],
    [0, ['--since', '1h']],
  ] as const)('exits with 4 after --timeout %ss %j', async (seconds, options) => {
    const began = performance.now();
    const { code, signal, out, errors } = await run(['wait', path, '--timeout', `${seconds}s`, ...options]);
    expect({ code, signal, out }).toEqual({ code: 4, signal: null, out: '' });
    expect(errors).toBe(
      `jobs-view: ${path}: Timed out while the jobs were still being read.\nWait longer with --timeout.\n`,
    );
    const took = performance.now() - began;
    // Also where no time is given, one second is for the last look.
    expect(took).toBeGreaterThan(1000 * (seconds + 1));
    // And three for the start of the program.
    expect(took).toBeLessThan(1000 * (seconds + 4));
  });
});
