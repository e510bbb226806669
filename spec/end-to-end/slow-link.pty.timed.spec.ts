import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { leaveSequence } from '../../lib/terminal/terminal-modes.js';
import { createDatabase } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { NativeWriter } from '../support/native-writer.js';
import type { PtyProgram } from '../support/pty.js';
import { isAlive } from '../support/until.js';
import { open, path } from './scene.js';

/**
 * The pseudo-terminal is read in pieces of 4 KB, and so that the pauses between them are no longer than a slow line's,
 * this is a quicker one, and all the more is drawn.
 */
const bytesPerSecond = 40_960;
/** What is read before anything is looked at: more than the system keeps of what was written. */
const enough = 60_000;
/** Ctrl-L: the whole screen. */
const redraw = '\f';
const patience = { within: 60_000 };

const jobs = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30)
  INSERT INTO cf_processing_queue (id, plugin_name, status, claim_time)
  SELECT i, 'name_' || i, 'RUNNING', 1768300000 - i FROM n`;
const rename = `UPDATE cf_processing_queue SET plugin_name = 'busy' || hex(randomblob(12))`;
const renameLast = `UPDATE cf_processing_queue SET plugin_name = 'last_' || id`;

describe('a dashboard at the end of a slow line, beside a busy database', () => {
  let worker: NativeWriter;
  let dashboard: PtyProgram;
  let isBusy: boolean;
  let busy: Promise<void>;

  /** A commit and a key that change the whole screen, twenty times a second, until it is called off. */
  async function work(): Promise<void> {
    while (isBusy) {
      await worker.run(rename);
      if (isBusy) dashboard.type(redraw);
      await wait(50);
    }
  }

  beforeEach(async () => {
    await createDatabase(path, { sql: [jobs] });
    worker = await NativeWriter.start(path);
    dashboard = open([path], { columns: 120, rows: 50, flags: [], bytesPerSecond });
    await dashboard.waitForText('name_1', patience);
    isBusy = true;
    busy = work();
    // By now the line can't keep up.
    await dashboard.waitForBytes('busy', patience);
    const before = dashboard.bytes().length;
    await dashboard.waitForBytesBeyond(before + enough, patience);
  }, 120_000);
  afterEach(async () => {
    isBusy = false;
    await busy;
  });

  it('shows the newest state, answers keys, and ends within 1 s with the terminal restored', async () => {
    dashboard.type('?');
    await dashboard.waitForText('HELP', patience);
    dashboard.type('?');

    isBusy = false;
    await busy;
    await worker.run(renameLast);
    await dashboard.waitForText('last_1', patience);

    isBusy = true;
    busy = work();
    await dashboard.waitForBytesBeyond(dashboard.bytes().length + enough, patience);
    const asked = performance.now();
    isBusy = false;
    dashboard.type('q');
    await eventually(() => !isAlive(dashboard.pid), 'the process is still there');
    expect(performance.now() - asked).toBeLessThan(1000);
    dashboard.readFreely();
    await dashboard.ended;
    expect(dashboard.bytes().endsWith(leaveSequence({ title: true }))).toBe(true);
    expect(dashboard.screen.state).toMatchObject({ alternateScreen: false, cursorShown: true });
    expect(dashboard.screen.text()).toBe('\n');
  }, 120_000);
});
