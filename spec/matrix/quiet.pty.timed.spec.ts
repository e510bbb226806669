import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { program } from '../end-to-end/program.js';
import { createDatabase } from '../support/databases.js';
import { NativeWriter } from '../support/native-writer.js';
import { type PtyProgram, startInPty } from '../support/pty.js';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.js';
import { expectedScreen } from './expected-screen.js';
import { matrixJobs } from './matrix-jobs.js';

describe('the dashboard on a slow line', () => {
  let folder: TemporaryFolder;
  let path: string;
  let dashboard: PtyProgram;
  beforeEach(async () => {
    folder = temporaryFolder();
    path = folder.file('jobs.sqlite3');
    await createDatabase(path, { migrated: 'all', rows: matrixJobs });
    dashboard = startInPty(process.execPath, [program, path], { environment: { HOME: folder.path } });
    await dashboard.waitForScreen(await expected(80, 24), { within: 15_000 });
  });
  afterEach(async () => {
    await dashboard.close();
    await NativeWriter.killAll();
    folder.remove();
  });

  const expected = (columns: number, rows: number) =>
    expectedScreen(path, { columns, rows }, true, folder.path);
  const cells = () => Array.from({ length: 24 }, (_, row) => dashboard.screen.cells(row)).flat();

  it('writes nothing for two seconds in which neither a job nor an age changes', async () => {
    const from = dashboard.bytes().length;
    await setTimeout(2000);
    expect(dashboard.bytes().slice(from)).toBe('');
  });

  it('writes nothing for commits that change no cell, and little more than changed cells', async () => {
    const worker = await NativeWriter.start(path);
    for (const name of ['gamna', 'delta_is_renamed']) {
      const [before, from] = [cells(), dashboard.bytes().length];
      // Commits that change nothing on the screen, each of them read; a byte for them would count below.
      for (let count = 0; count < 5; count += 1) {
        await worker.run('UPDATE cf_processing_queue SET config_overrides = ? WHERE id = 3', [`${count}`]);
        await setTimeout(150);
      }
      expect(dashboard.bytes().slice(from)).toBe('');
      await worker.run('UPDATE cf_processing_queue SET plugin_name = ? WHERE id = 3', [name]);
      await dashboard.waitForText(name);
      await dashboard.waitForScreen(await expected(80, 24));
      const changed = cells().filter((cell, index) => cell.text !== before[index]?.text);
      const written = Buffer.byteLength(dashboard.bytes().slice(from));
      const needed = Buffer.byteLength(changed.map((cell) => cell.text || ' ').join(''));
      expect(changed.length).toBeGreaterThan(0);
      expect(written).toBeLessThanOrEqual(3 * needed + 48);
    }
  });
});
