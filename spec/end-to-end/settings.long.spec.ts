import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { createDatabase, runSql } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import type { PtyProgram } from '../support/pty.js';
import { runInside } from './inside.js';
import { folder, open as opened, path, quit as quitBy, soon } from './scene.js';

const jobs = [
  {
    id: 1,
    plugin_name: 'alpha',
    status: 'FAILED',
    error_message: 'a secret',
    claim_time: '2026-01-15 09:00:00',
  },
  {
    id: 2,
    plugin_name: 'beta',
    status: 'FAILED',
    error_message: 'a secret',
    claim_time: '2026-01-15 08:00:00',
  },
];

let config: string;

beforeEach(async () => {
  config = join(folder.path, 'config', 'jobs-view');
  mkdirSync(config, { recursive: true });
  await createDatabase(path, { version: 'A', migrated: 'all', rows: jobs, journalMode: 'delete' });
});

const environment = (more: Readonly<Record<string, string>> = {}) => ({
  HOME: folder.path,
  XDG_CONFIG_HOME: join(folder.path, 'config'),
  XDG_STATE_HOME: join(folder.path, 'state'),
  ...more,
});

const open = (args: readonly string[]) => opened(args, { environment: environment(), columns: 120 });
const quit = (view: PtyProgram) => quitBy(view, '\u0003');

function configure(settings: unknown): void {
  writeFileSync(join(config, 'config.json'), JSON.stringify(settings));
}

async function press(view: PtyProgram, keys: string, text: string): Promise<void> {
  view.type(keys);
  await view.waitForText(text, soon);
}

/** The program without a terminal. */
const refused = (args: readonly string[], more: Readonly<Record<string, string>> = {}) =>
  runInside(args, environment(more));

describe('a configuration file', () => {
  it('names the database, and sets what the dashboard shows and may do', async () => {
    configure({ database: '../../jobs.sqlite3', readOnly: true, glyphs: 'ascii', filter: { name: 'alpha' } });
    const first = open([]);
    await first.shows((screen) => {
      expect(screen).toContain('F PARSE    alpha');
      expect(screen).not.toContain('beta');
      expect(screen).toContain('Filter: name "alpha"');
    }, soon);
    await press(first, 'R', 'R: started with');
    await quit(first);
  });

  it('is reported by file and key on stderr, with exit code 2, if it is wrong', async () => {
    configure({ colour: 'auto', readOnly: 'yes\u001b[2J' });
    const file = join(config, 'config.json');
    expect(await refused([path, '--once'])).toEqual({
      code: 2,
      out: '',
      errors:
        `jobs-view: ${file}: "colour" is not a known key; did you mean "color"?\n` +
        `jobs-view: ${file}: "readOnly" is "yes\\u001b[2J"; it can be true or false\n`,
    });
    const view = open([path]);
    expect(await view.ended).toEqual({ code: 2, signal: 0 });
    expect(view.bytes()).toContain('did you mean "color"?');
    expect(view.bytes()).not.toContain('\u001b');
    configure({});
    expect(await refused([path, '--once'], { JOBS_VIEW_COLOR: 'x' })).toEqual({
      code: 2,
      out: '',
      errors: 'jobs-view: JOBS_VIEW_COLOR: is "x"; it can be auto, always or never\n',
    });
  });
});

describe('the operator’s choice of filter and panels', () => {
  it('is there again after a restart, and the filter is named', async () => {
    const first = open([path]);
    await first.waitForText('beta', soon);
    await press(first, 'f', 'Contains:');
    await press(first, '/alp\r', 'Filter: "alp"');
    await press(first, 'P', 'SOURCE');
    await press(first, 'm', 'MONITORING');
    await press(first, '-', 'THROUGHPUT (1m)');
    await quit(first);
    const second = open([path]);
    await second.waitForText('Filter: "alp"', soon);
    await second.waitForText('SOURCE', soon);
    expect(second.screen.text()).not.toContain('beta');
    await press(second, 'm', 'THROUGHPUT (1m)');
    await press(second, '\u001b', 'Filter: "alp"');
    await press(second, '\u007f', 'beta');
    await quit(second);
    const third = open([path]);
    await third.waitForText('beta', soon);
    expect(third.screen.text()).not.toContain('Filter:');
    await quit(third);
  });
});

describe('a log file', () => {
  it('has actions, failed reads and the end, and no text of the jobs', async () => {
    const log = folder.file('log');
    configure({ logFile: log });
    const view = open([path]);
    await view.waitForText('beta', soon);
    await press(view, 'R', 'Job 1');
    await eventually(
      () => readFileSync(log, 'utf8').includes('action=retry'),
      () => readFileSync(log, 'utf8'),
      soon,
    );
    writeFileSync(path, 'no database\n'.repeat(100));
    await view.waitForText('as of', soon);
    await quit(view);
    const text = readFileSync(log, 'utf8');
    const lines = text.split('\n').slice(0, -1);
    for (const line of lines) expect(line).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z (info|warn|error) [\w.]+( |$)/);
    expect(lines[0]).toMatch(/ info start version=\S+ node=\S+ .*readOnly=false$/);
    expect(text).toMatch(/ info action\.done action=probe ms=\d+\n/);
    expect(text).toMatch(/ (info|warn) action\.(done|failed) action=retry jobs=1 ms=\d+ /);
    expect(text).toContain(' warn read.failed code=not-a-database ');
    expect(lines.at(-2)).toMatch(/ info terminal\.left$/);
    expect(lines.at(-1)).toMatch(/ info end code=0$/);
    expect(text).not.toMatch(/a secret|alpha|beta/);
    expect(view.bytes()).not.toMatch(/terminal\.left|read\.failed|action\.done/);
    expect(statSync(log).mode & 0o777).toBe(0o600);
  });

  it('is reported if it cannot be written, and the dashboard goes on', async () => {
    const view = open([path, '--log-file', path]);
    await view.waitForText('The log file', soon);
    await view.waitForText('beta', soon);
    await runSql(path, ["UPDATE cf_processing_queue SET plugin_name = 'gamma' WHERE id = 2"]);
    await view.waitForText('gamma', soon);
    await quit(view);
  });
});
