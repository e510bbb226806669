import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const program = fileURLToPath(new URL('./torture.js', import.meta.url));

/** Writers that are killed, of either kind, for a second each. */
const fewKilled = '--only ^(wal|delete):.killed$ --accepted 80 --seconds 1';

async function torture(options: string): Promise<{ code: number; output: string }> {
  const child = spawn(process.execPath, [program, '--source', 'file', ...options.split(' ')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return { code, output };
}

describe('the torture of files', () => {
  it('finds no fault in 1,500 snapshots of the live reader', async () => {
    const { code, output } = await torture('--brief --accepted 1500 --seconds 0.4 --within 60');
    process.stdout.write(output);
    expect({ code, output }).toMatchObject({ code: 0 });
    const accepted = Number(/^(\d+) accepted, \d+ rejected/m.exec(output)?.[1]);
    expect(accepted).toBeGreaterThanOrEqual(1500);
  }, 180_000);

  it('finds no fault in 100 snapshots by an agent in Python, five of each kind, beside writers that rest', async () => {
    const { code, output } = await torture(
      '--reader agent --brief --rest 120 --accepted 100 --seconds 0.4 --within 60',
    );
    process.stdout.write(output);
    expect({ code, output }).toMatchObject({ code: 0 });
  }, 300_000);

  it('finds stale and torn snapshots of a reader that ignores the WAL and the journal', async () => {
    const { code, output } = await torture(`--reader main-file ${fewKilled}`);
    expect(code).toBe(1);
    expect(output).toMatch(/stale: shows/);
    expect(output).toMatch(/read \d+: [\w ]+: \S+ instead of /);
  });

  it('finds no fault in snapshots of SQLite itself', async () => {
    expect(await torture(`--reader native ${fewKilled}`)).toMatchObject({ code: 0 });
  });
});
