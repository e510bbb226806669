import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { createDatabase, runSql } from '../support/databases.js';
import { NativeWriter } from '../support/native-writer.js';
import { runInside as run } from './inside.js';
import { folder, open, path } from './scene.js';

/** What was said, by topic; or environment variables. */
type Said = Readonly<Record<string, string>>;

/** What the doctor says of each topic, verdict first, and how it ended. */
async function doctorSays(
  args: readonly string[],
  environment: Said,
): Promise<{ code: number | null; said: Said }> {
  const { code, out, errors } = await run(['doctor', ...args], environment);
  expect(errors).toBe('');
  const lines = out.split('\n').flatMap((line) => {
    const match = /^(ok|note|bad) +(\w+(?: \w+)?) {2,}(.*)$/.exec(line);
    return match === null ? [] : [[match[2] ?? '', `${match[1]} ${match[3]}`] as const];
  });
  return { code, said: Object.fromEntries(lines) };
}

const doctor = (environment: Said = {}, args = [path]) =>
  doctorSays(args, { HOME: folder.path, ...environment });

describe('jobs-view doctor', () => {
  it.each(['A', 'B', 'C', 'D'] as const)(
    'reports version %s and the additions that it lacks',
    async (version) => {
      await createDatabase(path, { version, rows: [{ id: 1, plugin_name: 'fix_parser' }] });
      const { code, said } = await doctor();
      expect(code).toBe(0);
      expect(said.schema).toMatch(/^note it works, and lacks columns job_type, /);
      expect(said.schema).toMatch(/tables cf_job_metrics, .*to add them: jobs-view migrate PATH$/);
      expect(said.actions).toMatch(/^ok /);
    },
  );

  it('finds everything in a database that was made by init, and nothing lacking after migrate', async () => {
    const made = await run(['init', path]);
    expect(made).toMatchObject({
      code: 0,
      out: expect.stringContaining(`\nTo watch it: jobs-view ${path}\n`),
    });
    await runSql(path, [/\nTo add a job: (INSERT .*)\n/.exec(made.out)?.[1] ?? '']);
    expect((await run([path, '--once', '--status', 'queued'])).out).toContain('my_parser v1.0');
    expect((await doctor()).said.schema).toMatch(/^ok complete: /);
    const old = folder.file('old.sqlite3');
    await createDatabase(old, { version: 'C' });
    expect((await run(['migrate', old])).code).toBe(0);
    expect((await doctor({}, [old])).said.schema).toMatch(/^ok complete: /);
  });

  it('reports triggers that an earlier version left, until migrate removes them', async () => {
    await createDatabase(path, {
      sql: ['CREATE TRIGGER jobs_view_touch_updated AFTER UPDATE ON cf_processing_queue BEGIN SELECT 1; END'],
    });
    const { code, said } = await doctor();
    expect(code).toBe(0);
    expect(said.schema).toMatch(
      /^note an earlier version .* left trigger jobs_view_touch_updated, .*migrate PATH$/,
    );
    expect((await run(['migrate', path])).code).toBe(0);
    expect((await doctor()).said.schema).toMatch(/^ok complete: /);
  });

  it('reports the journal mode by the files, and changes nothing', async () => {
    await createDatabase(path, { journalMode: 'wal' });
    const before = readFileSync(path);
    expect((await doctor()).said['journal mode']).toBe('ok WAL; no files beside it');
    expect(readdirSync(folder.path)).toEqual(['jobs.sqlite3']);
    expect(readFileSync(path).equals(before)).toBe(true);
    const writer = await NativeWriter.start(path);
    await writer.exec("INSERT INTO cf_processing_queue (plugin_name) VALUES ('late')");
    expect((await doctor()).said['journal mode']).toMatch(/^ok WAL; beside it: -wal \(.*-shm \(/);
    await writer.close();
    const other = folder.file('other.sqlite3');
    await createDatabase(other, { journalMode: 'delete' });
    expect((await doctor({}, [other])).said['journal mode']).toMatch(/^ok rollback journal; /);
  });

  it('counts dead letters whose jobs are gone, and describes the newest', async () => {
    const letter = { plugin_name: 'fix_parser', retry_count: 3, reason: 'max_retries_exceeded' };
    const moved = Date.UTC(2026, 0, 13, 10, 38, 15);
    await createDatabase(path, {
      version: 'D',
      rows: [{ id: 1, plugin_name: 'fix_parser', status: 'FAILED' }],
      tables: { cf_dead_letter: [{ ...letter, original_job_id: 1, moved_at: moved + 9 }] },
    });
    expect((await doctor()).said).not.toHaveProperty('dead letters');
    const gone = (id: number, error: string, at: number) =>
      `INSERT INTO cf_dead_letter (original_job_id, input_file, plugin_name, error_message, retry_count, moved_at, reason)
       VALUES (${id}, '/in/a\u001b[31m.csv', 'fix_parser', '${error}', 3, ${at}, 'permanent_error')`;
    await runSql(path, [gone(99, 'permanent_error: no price\nat all', moved)]);
    const { said, code } = await doctor();
    expect(said['dead letters']).toMatch(
      /^note 1 of 2 is of a job that is no longer in the queue, and so not in the list; the newest: job 99, /,
    );
    expect(said['dead letters']).toMatch(
      /, fix_parser, \/in\/a\.csv, 2026-01-13 10:38:15 UTC: no price ↵ at all$/,
    );
    expect(code).toBe(0);
    await runSql(path, [gone(98, 'older', moved - 1), 'DELETE FROM cf_processing_queue']);
    expect((await doctor()).said['dead letters']).toMatch(
      /^note 3 of 3 are of jobs that are no longer in the queue, .*the newest: job 1, fix_parser, 2026-01-13 10:38:15 UTC$/,
    );
  });

  const bad: readonly (readonly [string, () => void | Promise<void>, string, RegExp])[] = [
    ['is missing', () => {}, 'database', /no database here\. .*jobs-view init/],
    ['is a folder', () => mkdirSync(path), 'database', /This is a folder/],
    ['is empty', () => writeFileSync(path, ''), 'database', /empty/],
    [
      'is a DuckDB database',
      () => writeFileSync(path, `${'.'.repeat(8)}DUCK${'.'.repeat(4096)}`),
      'database',
      /: This is a DuckDB database, and only SQLite .*state\.sqlite/,
    ],
    ['is a text', () => writeFileSync(path, 'text\n'.repeat(99)), 'database', /not a SQLite database/],
    [
      'is no queue',
      () => runSql(path, ['CREATE TABLE other (id)']),
      'schema',
      /neither a table cf_processing_queue/,
    ],
  ];

  it.each(bad)('exits with 1 where the database %s', async (_, make, topic, words) => {
    await make();
    const { code, said } = await doctor();
    expect(code).toBe(1);
    expect(said[topic]).toMatch(words);
    expect(said[topic]).toMatch(/^bad /);
    expect(said.actions).toMatch(/^note will not work/);
  });

  it('reports a queue that is a view as shown and not written to', async () => {
    await createDatabase(path, {
      sql: [
        'ALTER TABLE cf_processing_queue RENAME TO queue',
        'CREATE VIEW cf_processing_queue AS SELECT * FROM queue',
      ],
    });
    const { code, said } = await doctor();
    expect(code).toBe(0);
    expect(said.schema).toBe('note the queue is a view: it is shown, and cannot be written to');
    expect(said.actions).toMatch(/^note will not work/);
  });

  it('reports why actions will not work', async () => {
    await createDatabase(path, { journalMode: 'delete' });
    chmodSync(path, 0o444);
    const { said, code } = await doctor();
    // Root may write in spite of it.
    if (process.getuid?.() !== 0)
      expect(said.actions).toMatch(/^note will not work\. .*no permission to write/);
    expect(code).toBe(0);
  });

  it('announces the demo if no database is named or found', async () => {
    const { code, said } = await doctor({}, []);
    expect(code).toBe(0);
    expect(said.database).toBe('note none: the demo is shown instead');
    const neither = 'neither state.sqlite nor casparian_flow.sqlite3 is in';
    expect(said.choice).toBe(`note no path was given, and ${neither} ${folder.file('.casparian_flow')}`);
    const other = await doctor({ CASPARIAN_HOME: folder.path }, []);
    expect(other.said.choice).toMatch(/ is in .*, the folder that CASPARIAN_HOME names$/);
  });

  it('names the database and what chose it', async () => {
    await createDatabase(path);
    expect((await doctor()).said.choice).toBe('ok given on the command line');
    const named = await doctor({ JOBS_VIEW_DATABASE: path }, []);
    expect(named.said.choice).toBe('ok named by JOBS_VIEW_DATABASE');
    const config = folder.file('config.json');
    writeFileSync(config, JSON.stringify({ database: path }));
    const { said } = await doctor({ XDG_CACHE_HOME: folder.path }, ['--config', config]);
    expect(said.choice).toBe('ok named in the configuration file');
    expect(said.configuration).toBe(`ok ${config}`);
    expect(said.state).toBe(`ok ${folder.file('.local/state/jobs-view')} (not made yet)`);
    expect(said.cache).toBe(`ok ${folder.file('jobs-view')} (not made yet)`);
    await createDatabase(folder.file('casparian_flow.sqlite3'));
    const usual = await doctor({ CASPARIAN_HOME: folder.path, NODE_DISABLE_COMPILE_CACHE: '1' }, []);
    expect(usual.said.configuration).toMatch(
      /\/\.config\/jobs-view\/config\.json \(not there, and not needed\)$/,
    );
    expect(usual.said.cache).toBe('ok nowhere');
    expect(usual.said.choice).toMatch(/^ok no path was given, and casparian_flow\.sqlite3 is there in /);
    expect(usual.said.database).toContain(folder.file('casparian_flow.sqlite3'));
    expect(usual.said).not.toHaveProperty('also there');
  });

  it('lists other databases in the same folder, and notes a newer one', async () => {
    const home = { CASPARIAN_HOME: folder.path };
    const [newest, older] = [folder.file('state.sqlite'), folder.file('casparian_flow.sqlite3')];
    await createDatabase(newest);
    await createDatabase(older);
    const yesterday = Date.now() / 1000 - 30 * 3600;
    utimesSync(older, yesterday, yesterday);
    const first = await doctor(home, []);
    expect(first.said.database).toContain(newest);
    expect(first.said['also there']).toMatch(/^ok casparian_flow\.sqlite3: [\d.]+ kB, changed 1d ago$/);
    // A writer's last commits may still be in its write-ahead log alone.
    writeFileSync(`${older}-wal`, '');
    utimesSync(newest, yesterday, yesterday);
    const second = await doctor(home, []);
    expect(second.said.database).toContain(newest);
    expect(second.said['also there']).toMatch(
      /^note casparian_flow.*changed just now, later than state\.sqlite$/,
    );
    expect(second.code).toBe(0);
    writeFileSync(folder.file('casparian_flow.duckdb'), `${'.'.repeat(8)}DUCK`);
    rmSync(older);
    const third = await doctor(home, []);
    expect(third.said['also there']).toMatch(
      /^note casparian_flow\.duckdb: 12 B, .*a DuckDB database, which/,
    );
    rmSync(newest);
    const last = await doctor(home, []);
    expect(last.said['also there']).toMatch(/^ok casparian_flow\.duckdb: 12 B, .*a DuckDB database, which/);
    expect(last.said.database).toMatch(/the demo is shown/);
  });

  it('gives the reason why there are no file events', async () => {
    await createDatabase(path);
    expect((await doctor()).said['file events']).toBe('ok work');
    for (let number = 0; number < 250; number += 1) writeFileSync(folder.file(`other${number}`), '');
    expect((await doctor()).said['file events']).toMatch(/^note none: more than 200 files/);
  });

  it('prints its findings as JSON', async () => {
    await createDatabase(path);
    const { code, out } = await run(['doctor', '--json', path]);
    expect(code).toBe(0);
    const report: unknown = JSON.parse(out);
    expect(report).toMatchObject({ schema: 1, works: true });
    expect(report).toHaveProperty('findings.0', {
      topic: 'terminal',
      verdict: 'note',
      text: expect.stringContaining('xterm-256color'),
    });
  });
});

describe('jobs-view doctor on a terminal', () => {
  it('reports the terminal, its colours and characters by the environment', async () => {
    await createDatabase(path);
    const plain = await doctor();
    expect(plain.said).toMatchObject({
      terminal: 'note TERM is xterm-256color; stdin or stdout is not a terminal',
      colours: 'ok 256 colours',
      characters: 'ok UTF-8: LANG is C.UTF-8',
      multiplexer: 'ok none',
      clipboard: 'ok the terminal (OSC 52), if it supports that',
    });
    const other = await doctor({
      ...{ TERM: 'screen', LANG: 'C', NO_COLOR: '1', TMUX: '/t', STY: '1', DISPLAY: ':0' },
    });
    expect(other.said).toMatchObject({
      colours: expect.stringContaining('NO_COLOR'),
      characters: 'note ASCII: LANG is C',
      multiplexer: 'ok tmux and GNU screen',
      clipboard: expect.stringMatching(/tmux.*OSC 52.*the desktop/),
    });
    expect((await doctor({ COLORTERM: 'truecolor' })).said.colours).toBe('ok true colour');
    const dumb = await doctor({ TERM: 'dumb' });
    expect(dumb.code).toBe(1);
    expect(dumb.said.terminal).toMatch(/^bad TERM is dumb/);
  });

  it('reports the size of a terminal, and exits with 1 if it is too small', async () => {
    await createDatabase(path);
    for (const [columns, rows, words, code] of [
      [150, 24, '150x24 cells', 0],
      [150, 10, '150x10 cells, but at least 60x16 is needed', 1],
    ] as const) {
      const view = open(['doctor', path], { columns, rows });
      expect((await view.ended).code).toBe(code);
      expect(view.bytes()).toContain(words);
    }
  });

  it('breaks lines between words, indented, and never within a path', async () => {
    const long = folder.file(`${'a-long-name'.repeat(8)}.sqlite3`);
    await createDatabase(long, { version: 'D' });
    const environment = { TERM: 'xterm-256color', HOME: process.env.HOME ?? '' };
    const view = open(['doctor', long], { columns: 80, rows: 50, environment });
    await view.ended;
    const lines = view.bytes().split('\r\n');
    const words = (text: string) => text.split(/\s+/).filter((word) => word !== '');
    const { out } = await run(['doctor', long], environment);
    const schema = lines.findIndex((line) => / schema /.test(line));
    const column = lines[schema]?.search(/(?<= schema +)\S/) ?? 0;
    const more = lines.slice(schema + 1).findIndex((line) => !line.startsWith(' '.repeat(column)));
    expect(more).toBeGreaterThan(0);
    expect(lines.filter((line) => line.length > 80).every((line) => line.includes(long))).toBe(true);
    const block = lines.slice(schema, schema + 1 + more).join(' ');
    const whole = out.split('\n').find((line) => / schema /.test(line)) ?? '';
    expect(words(block)).toEqual(words(whole));
    expect(lines.some((line) => line.includes(long))).toBe(true);
  });

  it('prints no control character from outside', async () => {
    const hostile = '\u001b]0;x\u0007\u009b2J\u202e\n';
    const evil = folder.file(`a${hostile}b`);
    await createDatabase(evil);
    const { out } = await run(['doctor', evil], { TERM: `xterm${hostile}`, LANG: `C${hostile}` });
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(out.split('\n').every((line) => /^(ok|note|bad) |^The dashboard|^$/.test(line))).toBe(true);
  });
});
