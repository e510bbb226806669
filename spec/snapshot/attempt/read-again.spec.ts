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

describe('an attempt', () => {
  eachAttempt();

  describe('of a main file that has rested for long', () => {
    const written = (...contents: readonly number[]) => files.write('db', database(...contents));
    beforeEach(() => {
      files.clock += 600;
    });

    it('keeps pages for as long as no write shows in its times', () => {
      expect(read(2, 3)).toEqual({ shown: [2, 3], fetched: 2 });
      expect(read(2, 3, 4)).toEqual({ shown: [2, 3, 4], fetched: 1 });
      written(2, 13, 4);
      files.clock += 2501;
      expect(read(2, 3, 4)).toEqual({ shown: [2, 13, 4], fetched: 3 });
    });

    it('keeps none where the next write may not show yet', () => {
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

    it('is not proved where the file is written after a page of it was taken from those that are kept', () => {
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

    it('knows what has changed when a log begins', () => {
      read(2, 3);
      log([commit(2, 12)]);
      expect(read(2, 3)).toEqual({ shown: [12, 3], fetched: 1 });
    });

    it('forgets all when the file has been written under a log', () => {
      read(2, 3, 4);
      written(2, 3, 14);
      log([commit(2, 12)]);
      expect(read(2, 3, 4)).toEqual({ shown: [12, 3, 14], fetched: 3 });
    });

    it('forgets all when a journal comes into force', () => {
      read(2, 3, 4);
      files.write('db-journal', journal(3, 33));
      expect(read(2, 3, 4)).toEqual({ shown: [2, 33, 4], fetched: 3 });
    });

    it('forgets all when another file is there, of the same size and times', () => {
      read(2, 3);
      const now = files.clock;
      files.clock -= 2600;
      files.replace('db', database(12, 13, 14));
      files.clock = now;
      expect(read(2, 3)).toEqual({ shown: [12, 13], fetched: 2 });
    });
  });

  describe('that reads ahead what others needed', () => {
    it('proves it, and then only what is read besides', () => {
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

    it('proves what is read past it, too', () => {
      memory.wanted = [2];
      const attempt = begun();
      expect(attempt.readAhead()).toBeNull();
      attempt.walked.readsElsewhere(() => false);
      expect(attempt.check()).toEqual({ rejected: 'a page was written' });
      attempt.end();
    });

    it('wants what was read past it as well, where that is read twice, and has it at hand then', () => {
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

    it('wants only what was asked of it where the log proves one reading, or where all would be too much', () => {
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

    it('leaves out pages behind the end, and one that is missing counts for nothing', () => {
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

    it('learns from what could not be proved, until the database has long been calm', () => {
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
