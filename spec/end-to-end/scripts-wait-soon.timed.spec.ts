import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { createDatabase, runSql } from '../support/databases.js';
import { NativeWriter } from '../support/native-writer.js';
import { folder, path } from './scene.js';
import { type Run, type Script, start } from './scripts.js';
import { fix, hasEnded, scan, watching } from './waiting-script.js';

/** How much of a processor the program has used, in hundredths of a second. */
function ticks({ child }: Script): number | undefined {
  try {
    const fields = readFileSync(`/proc/${child.pid}/stat`, 'latin1').split(') ')[1]?.split(' ') ?? [];
    return Number(fields[11]) + Number(fields[12]);
  } catch {
    return undefined;
  }
}

/** The one in the middle of three: a machine that is busy with other things may hold up one of them. */
function median(durations: readonly number[]): number | undefined {
  expect(durations).toHaveLength(3);
  return [...durations].sort((one, other) => one - other)[1];
}

/** From commits in another process to the end of this one, ms. */
const latencies: number[] = [];

async function finish(script: Script, sql: string): Promise<Pick<Run, 'code' | 'out'>> {
  const writer = await NativeWriter.start(path);
  await writer.exec(sql);
  const done = performance.now();
  const { code, out, errors } = await script.ended;
  latencies.push(performance.now() - done);
  await writer.close();
  expect(errors).toBe('');
  return { code, out };
}

describe('jobs-view wait', () => {
  it.each(['wal', 'delete'] as const)('ends when the last job is done (%s)', async (journalMode) => {
    await createDatabase(path, { rows: [scan, fix], journalMode });
    const script = start(['wait', path]);
    await watching(script);
    await runSql(path, ["UPDATE cf_processing_queue SET status = 'COMPLETED' WHERE id = 1"]);
    expect(hasEnded(script)).toBe(false);
    const { code, out } = await finish(
      script,
      "UPDATE cf_processing_queue SET status = 'COMPLETED' WHERE id = 2",
    );
    expect({ code, out }).toEqual({ code: 0, out: '0 queued, 0 running, 2 done, 0 failed, 0 cancelled\n' });
  });

  it('exits with 3 when a job failed', async () => {
    await createDatabase(path, { rows: [scan] });
    const script = start(['wait', path, '--timeout', '1m']);
    await watching(script);
    const { code, out } = await finish(script, "UPDATE cf_processing_queue SET status = 'FAILED'");
    expect({ code, out }).toEqual({ code: 3, out: '0 queued, 0 running, 0 done, 1 failed, 0 cancelled\n' });
  });

  it('takes less than 1 s at the median from the last commit to its end', () => {
    expect(median(latencies)).toBeLessThan(1000);
  });

  it('rests while nothing changes, and leaves nothing beside the database', async () => {
    await createDatabase(path, { rows: [scan], journalMode: 'delete' });
    const script = start(['wait', path, '--timeout', '3s']);
    await watching(script);
    const used: number[] = [];
    const sampling = setInterval(() => used.push(ticks(script) ?? used.at(-1) ?? 0), 100);
    expect((await script.ended).code).toBe(4);
    clearInterval(sampling);
    // Of 100 ticks, in the last second: the first read, and all that is compiled for it, lie before.
    expect((used.at(-1) ?? 0) - (used.at(-11) ?? 0)).toBeLessThan(20);
    expect(readdirSync(folder.path)).toEqual(['jobs.sqlite3']);
  });
});
