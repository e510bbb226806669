import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import type { SeenJob } from '../../lib/actions/action.js';
import { mayHaveSeveral } from '../../lib/databases/several-queues.js';
import type { JobStatus } from '../../lib/model/job.js';
import { refusalOf } from '../../lib/model/limits.js';
import { allQueues, queuesIn } from '../../lib/schema/known-queues.js';
import type { Dialect } from '../../lib/schema/queue-folder.js';
import { filesAmong } from '../../lib/schema/sql-files.js';
import { DatabaseReader } from '../../lib/snapshot/database-reader.js';
import { noticeRows } from '../../lib/view/layout/notice-line.js';
import { statusLine } from '../../lib/view/screen/status-bar.js';
import { textOf } from '../../lib/view/text/line.js';
import { unreadLines } from '../../lib/view/words/connection-words.js';
import { Performer } from '../actions/performer.js';
import { runInside as run } from '../end-to-end/inside.js';
import { createDatabase, runSql } from '../support/databases.js';
import { shared } from '../support/shared.js';
import { testFolder } from '../support/test-folder.js';
import { contextWith, jobWith, jsonOf, pictureOf } from '../view/scene.js';
import { dayMs, expectActions, expectLateSigns, expectScene, expectSeveral } from './contract.js';
import { writtenBy } from './left-rows.js';
import { inDialect, now } from './scene.js';
import { scenes } from './scenes.js';

describe('a queue of another program in SQLite', () => {
  const performer = shared(async () => new Performer());

  it.each(
    scenes.filter(({ make }) => make.sqlite !== undefined).map((scene) => [scene.name, scene] as const),
  )('is recognised, shown and acted on as its folder says: %s', async (_, scene) => {
    const path = `${testFolder()}/queue.sqlite3`;
    await runSql(path, [`PRAGMA journal_mode = wal; BEGIN; ${scene.make.sqlite}; COMMIT`]);
    const readerAt = (at: number) =>
      new DatabaseReader(path, { clock: () => at, folders: { base: '/', home: null } });
    const [reader, late] = [readerAt(now), readerAt(now + dayMs)];
    try {
      await expectScene(reader, scene);
      const act = (action: 'retry' | 'cancel', job: SeenJob) =>
        performer.perform({ action, path, jobs: [job] });
      await expectLateSigns(late, scene.name);
      await expectActions(reader, act, 'sqlite', scene);
    } finally {
      await reader.close();
      await late.close();
    }
  });
});

describe('the list of several queues in a file', () => {
  const made = async (...names: readonly string[]) => {
    const path = `${testFolder()}/app.sqlite3`;
    const sql = scenes.flatMap(({ name, make }) => (names.includes(name) ? [make.sqlite ?? ''] : []));
    if (names.includes('ours')) await createDatabase(path, { version: 'D', rows: [{ plugin_name: 'fix' }] });
    await runSql(path, [`PRAGMA journal_mode = wal; BEGIN; ${sql.join(';')}; COMMIT`]);
    return path;
  };

  it('has the jobs of each under its name, and of one alone where that is named', async () => {
    const place = await made('ours', 'oban', 'river', 'laravel');
    await expectSeveral(run, { place, name: 'app', others: ['laravel', 'oban', 'river'] });
  }, 20_000);

  it('is made only where the tables of the schema may be those of several', async () => {
    const one = await made('ours');
    // What a text says isn't a table.
    await runSql(one, [`CREATE TABLE notes(text DEFAULT 'create table solid_queue_jobs')`]);
    const two = await made('ours', 'solid_queue');
    const other = await made('solid_queue');
    const files = [one, two, other, '/nowhere', fileURLToPath(import.meta.url)];
    expect(await Promise.all(files.map(mayHaveSeveral))).toEqual([false, true, false, false, false]);
    // A damaged one whose first page leads to itself ends all the same.
    const bytes = readFileSync(one).fill(0, 101, 108);
    bytes[100] = 5;
    bytes.writeUInt32BE(1, 108);
    writeFileSync(one, bytes);
    expect(await mayHaveSeveral(one)).toBe(true);
  });
});

describe('the folder of a queue', () => {
  it('is sound, for each that comes with the program, and has a scene or is proved on its own project', () => {
    const { folders, faults } = allQueues();
    expect(faults).toEqual([]);
    const real = ['graphile-worker', 'pg-boss'];
    const proved = [...scenes.map(({ name }) => name), ...real].sort();
    expect(folders.map(({ kind }) => kind.name)).toEqual(proved);
  });

  it('writes, with each of its actions, the same in either database, and nothing that no scene shows', () => {
    for (const { name, make, actions = [] } of scenes) {
      const folder = allQueues().folders.find(({ kind }) => kind.name === name);
      const writes = [...(folder?.actions ?? [])].map(([file, steps]) => {
        const [action, dialect] = file.split('.') as ['retry' | 'cancel', Dialect];
        const written = writtenBy(steps.map(({ sql }) => sql));
        const rows = actions.flatMap((deed) =>
          deed.action === action && dialect in make ? inDialect(deed.leaves ?? [], dialect) : [],
        );
        expect([name, file, written.filter((each) => !rows.some((row) => each.test(row)))]).toEqual([
          name,
          file,
          [],
        ]);
        return { action, written: written.map(String).sort() };
      });
      for (const { action, written } of writes) {
        const other = writes.find((each) => each.action === action);
        expect([name, action, written]).toEqual([name, action, other?.written]);
        expect([name, action, written.length]).not.toEqual([name, action, 0]);
      }
    }
  });

  const sound = '-- title: A\n-- needs: a(b)\n-- checked: 1\n';
  it.each([
    [`${sound}-- colour: red\n--\nSELECT 1`, 4, 'unknown header “colour”'],
    [`${sound}-- row: a(b)\n--\nSELECT 1`, 4, 'unknown header “row”; did you mean “rows”?'],
    [`${sound}-- note red: B.\n--\nSELECT 1`, 4, 'unknown header “note red”'],
    ['-- title: A\n-- needs: a\n-- checked: 1\n--\nSELECT 1', 2, 'write TABLE(COLUMN, COLUMN)'],
    ['-- title: A\n-- needs: a(b)\n--\nSELECT 1', 1, 'it lacks “-- checked: …”'],
    [`${sound}-- unknown: done, age\n--\nSELECT 1`, 4, '“age” is none of'],
    [`${sound}--\nSELECT 1\nFROM known.c`, 6, 'lists the table c'],
    [`${sound}--\nDELETE FROM a`, 1, 'there must be one SELECT'],
  ])('tells what is wrong with it by file and line: %j', (text, line, sentence) => {
    const { folders, faults } = queuesIn(null, filesAmong({ 'queues/mine/queue': text }));
    expect(folders).toEqual([]);
    expect(faults).toEqual([
      { folder: 'queues/mine', file: 'queue.sql', line, sentence: expect.stringContaining(sentence) },
    ]);
  });

  it('of an operator’s own writes only where it says that it is trusted', () => {
    const own = testFolder();
    for (const trust of ['', '-- trust: true\n']) {
      mkdirSync(`${own}/queue${trust.length}`);
      const head = `-- title: A\n-- needs: a(b)\n-- checked: 1\n-- retry: failed\n${trust}--\n`;
      writeFileSync(`${own}/queue${trust.length}/queue.sql`, `${head}SELECT 1`);
    }
    const { folders } = queuesIn(own, filesAmong({}));
    expect(folders.map(({ mayAct, kind }) => `${mayAct} ${kind.from.retry}`)).toEqual([
      'false ',
      'true failed',
    ]);
  });

  it.each(['', '/mine', '/mine/queue.sql', '/mine/retry.sqlite.sql'])(
    'is refused if it says that it is trusted and others may change its folder%s',
    (shared) => {
      const own = testFolder();
      mkdirSync(`${own}/mine`);
      writeFileSync(`${own}/mine/queue.sql`, `${sound}-- retry: failed\n-- trust: true\n--\nSELECT 1`);
      writeFileSync(`${own}/mine/retry.sqlite.sql`, '-- guard\nSELECT 1');
      expect(queuesIn(own, filesAmong({})).faults).toEqual([]);
      chmodSync(own + shared, 0o777);
      const sentence = expect.stringContaining('can be changed by other users: chmod -R go-w');
      expect(queuesIn(own, filesAmong({}))).toEqual({
        folders: [],
        faults: [{ folder: `${own}/mine`, file: 'queue.sql', line: 5, sentence }],
      });
    },
  );

  it('leaves the shipped queues known where the operator’s own cannot be read', () => {
    const { folders, faults } = queuesIn(fileURLToPath(import.meta.url));
    expect(folders.map(({ kind }) => kind.name)).toEqual(allQueues().folders.map(({ kind }) => kind.name));
    expect(faults).toEqual([
      {
        folder: fileURLToPath(import.meta.url),
        file: '',
        line: 1,
        sentence: expect.stringContaining('ENOTDIR'),
      },
    ]);
  });
});

describe('a picture of a queue that keeps no finished jobs', () => {
  const kind = allQueues().folders.find(({ kind: { name } }) => name === 'graphile-worker')?.kind;
  const shown = pictureOf([jobWith({ status: 'failed' })]);
  const picture = { ...shown, counts: { ...shown.counts, complete: 0 }, ...(kind && { queue: kind }) };

  it('counts none of them, says so in the status bar, and is null in JSON', () => {
    expect(textOf(statusLine(picture, 120, contextWith())).trim()).toMatch(
      /^↻ 2 running {3}✗ 1 failed +Graphile Worker • finished jobs are not kept$/,
    );
    expect(JSON.parse(jsonOf(picture, '/db'))).toMatchObject({
      counts: { failed: 1, complete: null, cancelled: null },
      queue_kind: {
        ...{ name: 'graphile-worker', unknown: ['done', 'cancelled', 'progress', 'heartbeats', 'finishers'] },
      },
    });
  });

  it('has on the page of a job what is not known of jobs in its status alone', () => {
    const of = (status: JobStatus) =>
      unreadLines(picture, jobWith({ status }), 200).map((line) => textOf(line).trim());
    expect([of('running'), of('queued')]).toEqual([
      ['', 'A job whose worker has died stays locked for 4 hours.'],
      [],
    ]);
  });

  it.each(allQueues().folders.map((folder) => folder.kind))(
    'has room at 80 columns for what $title keeps, and for commands that do what we cannot, with a UUID',
    ({ title, retention, refused }) => {
      expect(`${title} • ${retention ?? ''}`.length).toBeLessThanOrEqual(74);
      for (const why of Object.values(refused)) {
        const { sentence, command } = refusalOf(why ?? '', 'c0ffee00-0000-4000-8000-000000000001');
        const copying = { jobId: '1', what: 'command', text: command ?? '' };
        const said = `R: ${sentence.replace(/\.$/, '')}`;
        const text = command === null ? said : `${said}; y copies: ${command}`;
        const rows = noticeRows({ tone: 'nothing', text, at: null, copying }, 72, 2, contextWith());
        const [first = '', second = ''] = rows.map((row) =>
          row
            .map((part) => part.text)
            .join('')
            .trim(),
        );
        expect(first + second).not.toContain('…');
        // Blanks between quotation marks aren't lost, and only what has no room there is broken within them.
        expect(`${first} ${second}`).toContain(command ?? '');
        if (command !== null) expect(/^[^']*'[^']*$/.test(first)).toBe(/'.{71,}'/.test(command));
      }
    },
  );

  it('has room at 80 columns for how long Oban keeps them', () => {
    const oban = allQueues().folders.find(({ kind: { name } }) => name === 'oban')?.kind;
    const line = statusLine({ ...shown, ...(oban && { queue: oban }) }, 80, contextWith());
    expect(textOf(line)).toMatch(/✓ 3 done .* ended jobs last 60 s by default$/);
  });
});
