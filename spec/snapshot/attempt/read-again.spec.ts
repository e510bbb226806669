import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  begun,
  commit,
  contents,
  database,
  eachAttempt,
  files,
  journal,
  log,
  memory,
  pageSize,
  read,
} from './attempts.js';

describe('a later attempt', () => {
  eachAttempt();

  describe('at a main file that has rested for 2.5 s', () => {
    const written = (...contents: readonly number[]) => files.write('db', database(...contents));
    beforeEach(() => {
      files.clock += 600;
    });

    it('keeps pages until a write shows in the file times', () => {
      expect(read(2, 3)).toEqual({ shown: [2, 3], fetched: 2 });
      expect(read(2, 3, 4)).toEqual({ shown: [2, 3, 4], fetched: 1 });
      written(2, 13, 4);
      files.clock += 2501;
      expect(read(2, 3, 4)).toEqual({ shown: [2, 13, 4], fetched: 3 });
    });

    it('keeps no pages less than 2.5 s after the last write, when the next one may not show', () => {
      read(2);
      written(2, 3, 4);
      files.clock += 2400;
      expect(read(2)).toEqual({ shown: [2], fetched: 1 });
      files.clock += 70;
      expect(read(2)).toEqual({ shown: [2], fetched: 1 });
      files.clock += 31;
      expect(read(2)).toEqual({ shown: [2], fetched: 1 });
      expect(read(2)).toEqual({ shown: [2], fetched: 0 });
    });

    it('is rejected if the file is written after a kept page was used', () => {
      read(2, 3);
      const attempt = begun();
      expect(contents(attempt, 2, 4)).toEqual([2, 4]);
      files.clock += 1;
      written(12, 3, 4);
      expect(attempt.check()).toEqual({ rejected: 'the database was written without a commit' });
      attempt.end();
      files.clock += 2000;
      expect(read(2)).toEqual({ shown: [12], fetched: 1 });
    });

    it('fetches only the pages in the frames of a WAL that has begun', () => {
      read(2, 3);
      log([commit(2, 12)]);
      expect(read(2, 3)).toEqual({ shown: [12, 3], fetched: 1 });
    });

    it('fetches all pages if the main file was written, too, when a WAL has begun', () => {
      read(2, 3, 4);
      written(2, 3, 14);
      log([commit(2, 12)]);
      expect(read(2, 3, 4)).toEqual({ shown: [12, 3, 14], fetched: 3 });
    });

    it('fetches all pages when a journal comes into force', () => {
      read(2, 3, 4);
      files.write('db-journal', journal(3, 33));
      expect(read(2, 3, 4)).toEqual({ shown: [2, 33, 4], fetched: 3 });
    });

    it('fetches all pages of another file of the same size and times', () => {
      read(2, 3);
      const now = files.clock;
      files.clock -= 2600;
      files.replace('db', database(12, 13, 14));
      files.clock = now;
      expect(read(2, 3)).toEqual({ shown: [12, 13], fetched: 2 });
    });
  });

  describe('with pages to read ahead', () => {
    it('proves those pages first, and afterwards only what is read besides', () => {
      memory.wanted = [2, 3];
      const attempt = begun();
      expect(attempt.readAhead()).toBeNull();
      contents(attempt, 2, 3);
      files.clock -= 2000;
      files.write('db', database(2, 30, 4));
      files.clock += 2000;
      expect(attempt.check()).toBeNull();
      contents(attempt, 4);
      expect(attempt.check()).toEqual({ rejected: 'a page was written' });
      attempt.end();
    });

    it('proves what is read without SQLite, too', () => {
      memory.wanted = [2];
      const attempt = begun();
      expect(attempt.readAhead()).toBeNull();
      attempt.walked.readsElsewhere(() => false);
      expect(attempt.check()).toEqual({ rejected: 'a page was written' });
      attempt.end();
    });

    it('has pages that were read without SQLite read ahead next time, where pages are read twice', () => {
      const attempt = begun();
      contents(attempt, 2);
      attempt.walked.alsoReads(3);
      expect(attempt.walked.held(3)).toBeUndefined();
      files.write('db', database(20, 3, 4));
      expect(attempt.check()).not.toBeNull();
      attempt.end();
      expect(memory.wanted).toEqual([2, 3]);
      files.clock += 2000;
      const next = begun();
      expect(next.readAhead()).toBeNull();
      expect(next.walked.held(3)?.[0]).toBe(3);
      next.end();
    });

    it('has only pages requested by SQLite read ahead if a WAL proves one reading, or above 64 MB', () => {
      const attempt = begun();
      contents(attempt, 2);
      for (let page = 3; page <= (64 << 20) / pageSize + 2; page += 1) attempt.walked.alsoReads(page);
      files.write('db', database(20, 3, 4));
      expect(attempt.check()).not.toBeNull();
      attempt.end();
      expect(memory.wanted).toEqual([2]);
      memory.wanted = [];
      log([commit(2, 12)]);
      const logged = begun();
      contents(logged, 2);
      logged.walked.alsoReads(3);
      log([commit(2, 12), commit(3, 13)], 2);
      expect(logged.check()).not.toBeNull();
      logged.end();
      expect(memory.wanted).toEqual([2]);
    });

    it('skips pages behind the end, and does not count a missing page as damage', () => {
      log([commit(2, 12)]);
      memory.wanted = [2, 3, 9];
      const attempt = begun();
      log([commit(2, 12), commit(2, 13)], 2);
      expect(attempt.readAhead()).toBeNull();
      attempt.end();
      files.write('db', database(2, 3));
      memory.wanted = [4];
      const other = begun();
      other.readAhead();
      expect(other.pageMissing).toBe(false);
      other.end();
    });

    it('reads ahead what rejected attempts needed, until 21 attempts in a row were proved', () => {
      const attempt = begun();
      contents(attempt, 3, 2);
      files.write('db', database(2, 30, 4));
      expect(attempt.check()).not.toBeNull();
      attempt.end();
      expect(memory.wanted).toEqual([2, 3]);
      files.clock += 2000;
      for (let count = 0; count < 20; count += 1) read(4);
      expect(memory.wanted).toEqual([2, 3]);
      const torn = begun();
      contents(torn, 4);
      files.write('db', database(2, 30, 40));
      expect(torn.check()).not.toBeNull();
      torn.end();
      expect(memory.wanted).toEqual([2, 3, 4]);
      files.clock += 2000;
      for (let count = 0; count < 20; count += 1) read(4);
      expect(memory.wanted).toEqual([2, 3, 4]);
      read(4);
      expect(memory.wanted).toEqual([]);
    });
  });
});
