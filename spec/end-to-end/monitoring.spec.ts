import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.js';
import { startTmux, type TmuxSession } from '../support/tmux.js';
import { program } from './program.js';

let folder: TemporaryFolder;
let tmux: TmuxSession;

beforeEach(async () => {
  folder = temporaryFolder();
  const environment = { HOME: folder.path, TMPDIR: folder.path, LANG: 'C.UTF-8' };
  tmux = await startTmux({ columns: 100, rows: 30, environment });
  await tmux.command(`${process.execPath} ${program} --demo; echo "ended $?"`);
  await tmux.waitForText('First failure: venue_nyse_20240115.log', { within: 20_000 });
});

afterEach(async () => {
  await tmux.close();
  folder.remove();
});

/** The rows that a screen says were written to a sink. */
function rowsOf(screen: string, sink: string): number {
  const line = screen.split('\n').find((each) => each.includes(sink)) ?? '';
  return Number((/[kMG]?B +([\d,]+)/.exec(line)?.[1] ?? '').replaceAll(',', ''));
}

/** The chart's part of the screen. */
function chart(screen: string): string {
  const lines = screen.split('\n').slice(3, 13);
  return lines.map((line) => line.slice(36)).join('\n');
}

/** How many cells of it are drawn. */
function filled(screen: string): number {
  return [...chart(screen)].filter((sign) => '▁▂▃▄▅▆▇█'.includes(sign)).length;
}

/** `npm run minute` watches for a whole one. */
const seconds = Number(process.env.JOBS_VIEW_WATCH_SECONDS ?? 20);

describe(`the demo under watch for ${seconds} s`, () => {
  it('shows how much goes on now, never takes back what was written, and draws on', async () => {
    await tmux.sendKeys('P');
    await tmux.waitForText('2 ready');
    await tmux.sendKeys('P', 'm');
    await eventually(
      async () => /rows\/s now/.test(await tmux.capture()) && rowsOf(await tmux.capture(), 'parquet://') > 0,
      () => 'a rate and a sink',
      { within: 20_000 },
    );
    const first = await tmux.capture();
    expect(first).toContain('─ MONITORING (demo) ─');
    // It opens with a past: every column of the chart has something in it.
    expect(filled(first)).toBeGreaterThan(60);
    let before = rowsOf(first, 'parquet://');
    const end = Date.now() + seconds * 1000;
    let looks = 0;
    while (Date.now() < end) {
      await eventually(
        async () => rowsOf(await tmux.capture(), 'parquet://') > before,
        () => `more than ${before} rows`,
        { within: 20_000, every: 250 },
      );
      const screen = await tmux.capture();
      const rows = rowsOf(screen, 'parquet://');
      expect(rows).toBeGreaterThan(before);
      before = rows;
      looks += 1;
      expect(screen).toMatch(/Queued: +[\d,]+ jobs? /);
      expect(screen).toMatch(/Write latency: \d+ms \(p50\) {2}\d+ms \(p99\)/);
      expect(screen).toContain('• live ─┐');
    }
    expect(looks).toBeGreaterThan(seconds / 6);
    expect(chart(await tmux.capture())).not.toBe(chart(first));
    await tmux.sendKeys('Escape', 'q');
    await tmux.waitForText('ended 0');
  }, 120_000);
});
