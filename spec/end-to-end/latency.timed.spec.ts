import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { JobsViewApp } from '../../lib/app/app.js';
import type { AppPorts } from '../../lib/app/ports.js';
import type { SnapshotReader } from '../../lib/snapshot/port.js';
import type { Frame } from '../../lib/view/frame.js';
import { DatabaseWatcher } from '../../lib/watch/database-watcher.js';
import { inThread, setupFor } from '../snapshot/thread/readers.js';
import { createDatabase } from '../support/databases.js';
import { idlePorts } from '../support/idle-ports.js';
import { NativeWriter } from '../support/native-writer.js';
import { tenJobs } from '../support/ten-jobs.js';
import { path } from './scene.js';

/** Where nothing would come, the spec fails by name instead of hanging. */
const patience = 10_000;
/** In a storm the first few come sooner: most lie beyond them. */
const commits = 15;

let writer: NativeWriter;
let app: JobsViewApp;
let reader: SnapshotReader;
/** So much further is the clock of the pace, ms. */
let skipped: number;
let arrivals: { readonly text: string; readonly arrived: () => void } | null;

function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Everything that is under way in this process has had `count` turns. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => void setImmediate(resolve));
}

/** Resolves when a frame with this text in its list is shown. */
function shown(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${text} was not shown in time`)), patience);
    arrivals = {
      text,
      arrived: () => {
        clearTimeout(timer);
        arrivals = null;
        resolve();
      },
    };
  });
}

function update(frame: Frame): boolean {
  const lines = frame.list?.props.lines.map((line) => line.map((span) => span.text).join('')) ?? [];
  if (arrivals !== null && lines.some((line) => line.includes(arrivals?.text ?? ''))) arrivals.arrived();
  return true;
}

const steady = () => performance.now() + skipped;

async function start(events: boolean): Promise<void> {
  reader = inThread(setupFor(path)).snapshots;
  const ports: AppPorts = {
    ...idlePorts,
    reader,
    watch: (look, onChange) => new DatabaseWatcher({ path, look, onChange, events, steady }),
    display: { update, redraw: () => {}, destroy: () => {} },
    clock: {
      now: Date.now,
      steady,
      spent: processorTime,
      after: (milliseconds, action) => {
        const timer = setTimeout(action, milliseconds);
        return () => clearTimeout(timer);
      },
    },
    appearance: { unicode: true, home: null, databaseLabel: path, host: 'worker-1', keys: [] },
    suspend: () => {},
  };
  app = new JobsViewApp(ports, { columns: 80, rows: 24 });
  const first = shown('name_0');
  await app.start();
  await first;
}

/**
 * The times in ms from a commit's return in another process to the frame that shows it, where nothing has changed for
 * some ms before: of as many commits as make it certain on which side of the bound the median of all of them is.
 */
async function latencies(quiet: number, bound: number): Promise<readonly number[]> {
  const taken: number[] = [];
  const isDecided = () => [true, false].some((isBelow) => countOf(taken, bound, isBelow) > commits / 2);
  for (let commit = 1; !isDecided(); commit += 1) {
    const arrival = shown(`name_${commit} `);
    skipped += quiet;
    await writer.run('UPDATE cf_processing_queue SET plugin_name = ?', [`name_${commit}`]);
    const committed = performance.now();
    await arrival;
    taken.push(performance.now() - committed);
    // The read ends after its frame is shown: it mustn't seem to have taken the quiet time that follows.
    await turns(3);
  }
  return taken;
}

function countOf(times: readonly number[], bound: number, isBelow: boolean): number {
  return times.filter((time) => time < bound === isBelow).length;
}

/** Fails with all that was measured where the median isn't below the bound, ms. */
async function expectMedianBelow(bound: number, quiet: number): Promise<void> {
  const taken = await latencies(quiet, bound);
  const slow = countOf(taken, bound, false);
  expect({ taken, isBelow: slow < commits / 2 }).toEqual({ taken, isBelow: true });
}

beforeEach(() => {
  arrivals = null;
  skipped = 0;
});

describe.each(['wal', 'delete'] as const)('a commit by another process in %s mode', (journalMode) => {
  beforeEach(async () => {
    const rows = [{ id: 1, plugin_name: 'name_0', status: 'RUNNING', claim_time: '2026-01-13 10:00:00' }];
    await createDatabase(path, { rows, journalMode });
    writer = await NativeWriter.start(path);
  });
  // Before its folder is removed.
  afterEach(() => app.stop());

  it('is on the screen within 150 ms at the median with file events', async () => {
    await start(true);
    await expectMedianBelow(150, 1000);
  });

  it.each(['a', 'no'])(
    'is on the screen within 300 ms at the median when one follows another, %s journal seen',
    async (seen) => {
      await start(true);
      if (seen === 'a') {
        await writer.begin();
        await writer.run('UPDATE cf_processing_queue SET priority = 1');
        expect(await reader.read(tenJobs)).toMatchObject({ kind: 'picture' });
        await writer.commit();
        expect(await reader.read(tenJobs)).toMatchObject({ kind: 'picture' });
      }
      await expectMedianBelow(300, 0);
    },
  );

  it('is on the screen within 600 ms at the median without file events', async () => {
    await start(false);
    await expectMedianBelow(600, 1000);
  });
});
