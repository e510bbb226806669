import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { brotliCompressSync, constants } from 'node:zlib';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { type Cut, loadRecordings, type Recording, recordingsFile } from '../recording.js';
import type { Scenario } from './scenario.js';
import { scenarios } from './scenarios.js';
import { Killed, Session } from './session.js';

/** Compiles the recorder with the SQLite that better-sqlite3 brings. */
function compiled(folder: string): string {
  const sqlite = join(
    dirname(createRequire(import.meta.url).resolve('better-sqlite3/package.json')),
    'deps/sqlite3',
  );
  const source = fileURLToPath(new URL('../../../../spec/simulation/recorder/recorder.c', import.meta.url));
  const program = join(folder, 'recorder');
  const options = ['-DSQLITE_THREADSAFE=0', '-DSQLITE_OMIT_LOAD_EXTENSION', `-I${sqlite}`];
  execFileSync('gcc', ['-O1', '-w', ...options, source, join(sqlite, 'sqlite3.c'), '-lm', '-o', program]);
  return program;
}

async function recorded(program: string, scenario: Scenario, killAt: number | null): Promise<Recording> {
  const folder = temporaryFolder();
  const session = new Session(program, folder.path, killAt);
  try {
    try {
      await scenario.run(session);
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      await scenario.recover?.(session);
    }
    return session.recorded(scenario.name);
  } finally {
    await session.end();
    folder.remove();
  }
}

async function withCuts(program: string, scenario: Scenario): Promise<Recording> {
  const whole = await recorded(program, scenario, null);
  const cuts: Cut[] = [];
  const every = scenario.killEvery ?? Number.POSITIVE_INFINITY;
  for (let at = every; at < whole.steps.length; at += every) {
    const { steps, states } = await recorded(program, scenario, at);
    if (!isDeepStrictEqual(steps.slice(0, at), whole.steps.slice(0, at)))
      throw new Error('the steps before the kill differ from those of the first recording');
    cuts.push({ at, steps: steps.slice(at), states });
  }
  return { ...whole, lag: scenario.lag ?? 0, cuts };
}

const folder = temporaryFolder();
try {
  const program = process.env.RECORDER ?? compiled(folder.path);
  const only = process.argv[2];
  const isChosen = ({ name }: { readonly name: string }) => only === undefined || name.includes(only);
  const others = existsSync(recordingsFile) ? loadRecordings().filter((each) => !isChosen(each)) : [];
  const renewed: Recording[] = [];
  for (const scenario of scenarios.filter(isChosen)) {
    const recording = await withCuts(program, scenario);
    renewed.push(recording);
    const { steps, states, cuts } = recording;
    console.log(`${scenario.name}: ${steps.length} steps, ${states.length} states, ${cuts.length} cuts`);
  }
  const all = [...others, ...renewed].sort((one, other) => (one.name < other.name ? -1 : 1));
  const bytes = brotliCompressSync(JSON.stringify(all), {
    params: { [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_QUALITY]: 11 },
  });
  writeFileSync(recordingsFile, bytes);
} finally {
  folder.remove();
}
