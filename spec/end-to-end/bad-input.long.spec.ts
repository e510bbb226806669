import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Random } from '../../lib/demo/random.js';
import { createDatabase, runSql } from '../support/databases.js';
import { folderForEach } from '../support/folder-for-each.js';
import type { PtyProgram } from '../support/pty.js';
import { folder, open as openIn, path, quit, soon } from './scene.js';

const job = { id: 1, plugin_name: 'fix_parser', status: 'COMPLETED', claim_time: '2026-01-13 10:00:00' };

/** The operator's own, where what they saw last is kept. */
const home = folderForEach();
let view: PtyProgram;

function open(): void {
  view = openIn([path], { environment: { HOME: home.path } });
}

const makeGood = () => createDatabase(path, { version: 'A', rows: [job], journalMode: 'delete' });

/** Bytes of every value in no order, the same in each run. */
function randomBytes(length: number): Buffer {
  const random = new Random(20_260_113);
  return Buffer.from(Array.from({ length }, () => random.whole(0, 255)));
}

describe('a database that goes bad', () => {
  it('stays on the screen with what is wrong while it is corrupt, replaced or deleted, and recovers', async () => {
    await makeGood();
    const good = readFileSync(path);
    open();
    await view.waitForText('✓ PARSE    fix_parser', soon);
    // In place, as a disk or a stray program would do it: the header stays, all else is noise.
    writeFileSync(path, Buffer.concat([good.subarray(0, 100), randomBytes(good.length - 100)]));
    await view.shows((screen) => {
      expect(screen).toContain('database damaged');
      expect(screen).toContain('✓ PARSE    fix_parser');
    }, soon);
    writeFileSync(path, good);
    await view.shows((screen) => {
      expect(screen).toContain('• live ─┐');
      expect(screen).toContain('✓ PARSE    fix_parser');
      expect(screen).not.toContain('damaged');
    }, soon);
    await createDatabase(folder.file('other'), {
      version: 'B',
      rows: [{ id: 5, plugin_name: 'other_parser', status: 'COMPLETED' }],
      journalMode: 'delete',
    });
    renameSync(folder.file('other'), path);
    await view.waitForText('✓ PARSE    other_parser', soon);
    rmSync(path);
    await view.shows((screen) => {
      expect(screen).toContain('as of');
      expect(screen).toContain('✓ PARSE    other_parser');
    }, soon);
    await createDatabase(path, { version: 'A', rows: [{ ...job, plugin_name: 'new_parser' }] });
    await view.shows((screen) => {
      expect(screen).toContain('✓ PARSE    new_parser');
      expect(screen).not.toContain('as of');
    }, soon);
    await quit(view);
  });

  it('is shown as it grows: missing, empty, without jobs, with a job', async () => {
    open();
    await view.waitForText('There is no database here yet', soon);
    writeFileSync(path, '');
    await view.waitForText('The file is empty', soon);
    await createDatabase(path, { version: 'C', rows: [] });
    await view.waitForText('No jobs', soon);
    await runSql(path, [
      "INSERT INTO cf_processing_queue (id, plugin_name, status) VALUES (9, 'late', 'RUNNING')",
    ]);
    await view.waitForText('↻ PARSE    late', soon);
    await quit(view);
  });
});
