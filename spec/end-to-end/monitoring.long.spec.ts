import { afterEach, beforeEach, expect } from '@jest/globals';
import { needs } from '../support/needs.js';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.js';
import { startTmux, type TmuxSession } from '../support/tmux.js';
import { program } from './program.js';

const { describe, it } = needs('tmux');

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

/** The rows that a screen says were written to each sink, by its address. */
function rowsBySink(screen: string): ReadonlyMap<string, number> {
  const found = screen.matchAll(/(\w+:\/\/\S+) .*?[kMG]?B +([\d,]+)/g);
  return new Map([...found].map(([, sink = '', rows = '']) => [sink, Number(rows.replaceAll(',', ''))]));
}

function sum(rows: ReadonlyMap<string, number>): number {
  return [...rows.values()].reduce((total, each) => total + each, 0);
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
const seconds = Number(process.env.JOBS_VIEW_WATCH_SECONDS ?? 10);

describe(`the demo under watch for ${seconds} s`, () => {
  it('shows rates and totals that only grow, and a chart that moves', async () => {
    await tmux.sendKeys('P');
    await tmux.waitForText('2 ready');
    await tmux.sendKeys('P', 'm');
    const first = await tmux.shows(
      (screen) => {
        expect(screen).toMatch(/rows\/s now/);
        expect([...rowsBySink(screen).keys()]).toEqual(['parquet://output/', 'sqlite:///data.db']);
        expect(screen).toContain('─ MONITORING (demo) ─');
      },
      { within: 20_000 },
    );
    // It opens with a past: every column of the chart has something in it.
    expect(filled(first)).toBeGreaterThan(60);
    let before = rowsBySink(first);
    const end = Date.now() + seconds * 1000;
    let looks = 0;
    while (Date.now() < end) {
      // The export of the scene goes on for minutes, whatever else the demo's chance brings.
      const screen = await tmux.shows(
        (now) => {
          expect(sum(rowsBySink(now))).toBeGreaterThan(sum(before));
          expect(now).toMatch(/Queued: +[\d,]+ jobs? /);
          expect(now).toMatch(/Write latency: \d+ms \(p50\) {2}\d+ms \(p99\)/);
          expect(now).toContain('• live ─┐');
        },
        { within: 20_000 },
      );
      const rows = rowsBySink(screen);
      for (const [sink, written] of before) expect(rows.get(sink)).toBeGreaterThanOrEqual(written);
      before = rows;
      looks += 1;
    }
    expect(looks).toBeGreaterThan(seconds / 6);
    await tmux.shows((screen) => expect(chart(screen)).not.toBe(chart(first)));
    await tmux.sendKeys('q', 'q');
    await tmux.waitForText('ended 0');
  }, 120_000);
});
