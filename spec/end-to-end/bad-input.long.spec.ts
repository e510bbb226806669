import {
  chmodSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Random } from '../../lib/demo/random.js';
import { createDatabase, runSql } from '../support/databases.js';
import { folderForEach } from '../support/folder-for-each.js';
import { type PtyProgram, startInPty } from '../support/pty.js';
import { program } from './program.js';
import { folder, opened, open as openIn, path, quit, soon } from './scene.js';

const job = { id: 1, plugin_name: 'fix_parser', status: 'COMPLETED', claim_time: '2026-01-13 10:00:00' };

/** The operator's own, where what they saw last is kept. */
const home = folderForEach();
let view: PtyProgram;

function open(): void {
  view = openIn([path], { environment: { HOME: home.path } });
}

async function makeGood(name = 'jobs.sqlite3', parser = job.plugin_name): Promise<void> {
  const rows = [{ ...job, plugin_name: parser }];
  await createDatabase(folder.file(name), { version: 'A', rows, journalMode: 'delete' });
}

/** Makes a good database elsewhere and moves it to the path. */
async function replaceByGood(parser?: string): Promise<void> {
  await makeGood('new.sqlite3', parser);
  renameSync(folder.file('new.sqlite3'), path);
}

/** Bytes of every value in no order, the same in each run. */
function randomBytes(length: number): Buffer {
  const random = new Random(20_260_113);
  return Buffer.from(Array.from({ length }, () => random.whole(0, 255)));
}

describe('the dashboard over a file that is no database', () => {
  const cases: readonly [string, () => void | Promise<void>, string][] = [
    ['is a text', () => writeFileSync(path, 'just some text\n'.repeat(200)), 'not a SQLite database'],
    [
      'is cut short',
      async () => {
        await makeGood();
        truncateSync(path, 5000);
      },
      'damaged or cut short',
    ],
  ];

  it.each(cases)('names a file that %s, and shows it once it is good', async (_, make, words) => {
    await make();
    const before = readdirSync(folder.path);
    open();
    await view.waitForText(words, soon);
    await view.waitForText('jobs.sqlite3', soon);
    expect(readdirSync(folder.path)).toEqual(before);
    await replaceByGood();
    await view.waitForText('✓ PARSE    fix_parser', soon);
    await quit(view);
  });
});

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

describe('a database in a folder of very many files', () => {
  it('is shown, and a notice says that it is polled', async () => {
    await makeGood();
    for (let number = 0; number < 250; number += 1) writeFileSync(folder.file(`other${number}`), '');
    open();
    await view.waitForText('Over 200 files in the database folder; checking every 0.5 s instead', soon);
    await replaceByGood('late_parser');
    await view.waitForText('✓ PARSE    late_parser', soon);
    await quit(view);
  });
});

describe('a database without read permission', () => {
  it('is shown once the permission is there', async () => {
    await makeGood();
    chmodSync(path, 0);
    // Root may read everything, unless it gives up the two capabilities that let it.
    const without = [
      '--bounding-set=-dac_override,-dac_read_search',
      '--inh-caps=-dac_override,-dac_read_search',
    ];
    const asRoot = process.getuid?.() === 0;
    const command = [...(asRoot ? ['setpriv', ...without] : []), process.execPath, program, path];
    const environment = { HOME: home.path };
    view = opened(startInPty(command[0] ?? '', command.slice(1), { environment }));
    await view.waitForText('no permission', soon);
    chmodSync(path, 0o644);
    await view.waitForText('✓ PARSE    fix_parser', soon);
    await quit(view);
  });
});
