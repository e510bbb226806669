import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { createDatabase } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import type { PtyProgram } from '../support/pty.js';
import { folder, open as opened, path, quit as quitBy, soon } from './scene.js';
import { run } from './scripts.js';

const jobs = [
  {
    ...{ id: 1, plugin_name: 'alpha', status: 'FAILED', error_message: 'a secret' },
    claim_time: '2026-01-15 09:00:00',
  },
  {
    ...{ id: 2, plugin_name: 'beta', status: 'FAILED', error_message: 'a secret' },
    claim_time: '2026-01-15 08:00:00',
  },
];

let config: string;

beforeEach(async () => {
  config = join(folder.path, 'config', 'jobs-view');
  mkdirSync(config, { recursive: true });
  await createDatabase(path, { version: 'A', migrated: 'all', rows: jobs, journalMode: 'delete' });
});

const environment = () => ({
  HOME: folder.path,
  XDG_CONFIG_HOME: join(folder.path, 'config'),
  XDG_STATE_HOME: join(folder.path, 'state'),
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
});

describe('the times of rows', () => {
  it('--once and causes print times in the zone of the host where a variable asks for that, --json in UTC', async () => {
    const variables = { ...environment(), TZ: 'Europe/Berlin', JOBS_VIEW_TIMES: 'local' };
    const printed = (...args: readonly string[]) => run([...args, path], variables).then(({ out }) => out);
    const [once, causes, json] = [await printed('--once'), await printed('causes'), await printed('--json')];
    for (const text of [once, causes]) expect(text).toMatch(/ 2026-01-15 CET$/m);
    expect(json).toContain('"2026-01-15T09:00:00.000Z"');
  });

  it('t shows times in place of ages, in UTC and then in the zone of the host, in which a filter is typed, too; the next start remembers it', async () => {
    const show = () =>
      opened([path], { environment: { ...environment(), TZ: 'Europe/Berlin' }, columns: 120 });
    const first = show();
    await first.waitForText('alpha', soon);
    await press(first, 't', '2026-01-15 UTC');
    await press(first, 't', '2026-01-15 CET');
    await press(first, 'f', 'Contains');
    await press(first, '/since:yesterday 09:30\r', 'Filter: since yesterday 09:30 CET');
    await press(first, '\x7f', '2026-01-15 CET');
    await quit(first);
    const second = show();
    await second.waitForText('2026-01-15 CET', soon);
    await press(second, '\r', '2026-01-15 10:00:00 CET (');
    await press(second, 't', 'Rows show ages');
    await second.waitForText('2026-01-15 09:00:00 UTC (', soon);
    await quit(second);
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
});
