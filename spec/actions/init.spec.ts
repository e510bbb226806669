import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { expect } from '@jest/globals';
import { databaseFile } from '../../lib/actions/database.js';
import { runAction } from '../../lib/actions/run-action.js';
import { createDatabase, readSql, runSql } from '../support/databases.js';
import { needs } from '../support/needs.js';
import { testFolder } from '../support/test-folder.js';

const { describe, it } = needs('better-sqlite3');

describe('init', () => {
  it('makes a database in WAL mode with every table, column and index, and the folders on its path', async () => {
    const folder = testFolder();
    const path = join(folder, 'new', 'deeper', 'queue.sqlite3');
    const result = await runAction({ action: 'init', path });
    expect(result).toEqual({
      kind: 'done',
      sentence: `Made a new database at ${path}.`,
      changes: expect.arrayContaining([
        `folder ${join(folder, 'new')}`,
        ...['table cf_processing_queue', 'column cf_processing_queue.job_type'],
        ...['index idx_jobs_updated', 'table cf_job_metrics'],
      ]),
    });
    expect(await readSql(path, 'SELECT journal_mode FROM pragma_journal_mode')).toEqual([
      { journal_mode: 'wal' },
    ]);
    expect(await readSql(path, 'PRAGMA quick_check')).toEqual([{ quick_check: 'ok' }]);
    expect(existsSync(`${path}-wal`)).toBe(false);
    expect(await runAction({ action: 'migrate', path })).toMatchObject({ kind: 'done', changes: [] });
    // Which takes a job of every status.
    await runSql(path, [`INSERT INTO cf_processing_queue (plugin_name, status) VALUES ('a', 'CANCELLED')`]);
  });

  it('refuses a file with content, and leaves its bytes alone', async () => {
    const folder = testFolder();
    const database = join(folder, 'queue.sqlite3');
    await createDatabase(database, { journalMode: 'delete' });
    const before = readFileSync(database);
    const text = join(folder, 'notes.txt');
    writeFileSync(text, 'not a database, but somebody’s notes of more than a page header '.repeat(20));
    const [over, notes] = await Promise.all(
      [database, text].map((path) => runAction({ action: 'init', path })),
    );
    const sentence = 'This file exists and is not empty.';
    expect(over).toMatchObject({ problem: { code: 'exists', sentence } });
    expect(readFileSync(database).equals(before)).toBe(true);
    expect(notes).toMatchObject({ problem: { code: 'not-a-database', file: text } });
    expect(readFileSync(text, 'utf8')).toMatch(/^not a database/);
  });

  it('fills an empty file, and an empty database that an interrupted run left', async () => {
    const folder = testFolder();
    const empty = join(folder, 'empty');
    writeFileSync(empty, '');
    const bare = join(folder, 'bare.sqlite3');
    await runSql(bare, ['PRAGMA journal_mode = WAL']);
    for (const path of [empty, bare])
      expect(await runAction({ action: 'init', path })).toMatchObject({ kind: 'done' });
  });

  it('makes a database once when several processes ask for it together', async () => {
    const path = join(testFolder(), 'queue.sqlite3');
    const results = await Promise.all([1, 2, 3].map(() => runAction({ action: 'init', path })));
    const kinds = results.map((result) => (result.kind === 'done' ? 'done' : result.problem.code));
    expect(kinds.sort()).toEqual(['done', 'exists', 'exists']);
    expect(await runAction({ action: 'migrate', path })).toMatchObject({ kind: 'done', changes: [] });
  });
});

it('a database whose journal comes and goes is found at each look', async () => {
  const path = join(testFolder(), 'queue.sqlite3');
  writeFileSync(path, 'bytes');
  const toggling = `const { parentPort, workerData } = require('node:worker_threads');
    const { rmSync, writeFileSync } = require('node:fs');
    parentPort.postMessage('begun');
    for (;;) { writeFileSync(workerData, ''); rmSync(workerData); }`;
  const writer = new Worker(toggling, { eval: true, workerData: `${path}-journal` });
  try {
    await new Promise((resolve) => writer.once('message', resolve));
    const found = Array.from({ length: 5000 }, () => databaseFile(path));
    expect(found.filter(({ kind }) => kind !== 'file')).toEqual([]);
  } finally {
    await writer.terminate();
  }
});

it('a database behind a link is written if the files beside the database itself can be', () => {
  const folder = testFolder();
  const [link, real] = [join(folder, 'link'), join(folder, 'real', 'queue')];
  mkdirSync(join(folder, 'real'));
  writeFileSync(real, 'bytes');
  symlinkSync(real, link);
  // A link to itself is nothing that anybody can write.
  symlinkSync(`${link}-wal`, `${link}-wal`);
  expect(databaseFile(link)).toEqual({ kind: 'file', bytes: 5 });
  rmSync(`${link}-wal`);
  symlinkSync(`${real}-wal`, `${real}-wal`);
  expect(databaseFile(link)).toMatchObject({ kind: 'problem' });
  const asked: string[] = [];
  databaseFile(link, {
    find: () => ({ isFile: true, bytes: 5, real }),
    demand: (files) => asked.push(...files.map((each) => each.path)),
  });
  expect(asked.filter((each) => !/-(wal|shm|journal)$/.test(each))).toEqual([link, join(folder, 'real')]);
});
