import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from '@jest/globals';
import { databaseFile } from '../../lib/actions/database-file.js';
import { testFolder } from '../support/test-folder.js';

describe('a database whose journal comes and goes', () => {
  it('is found at each look', async () => {
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
});
