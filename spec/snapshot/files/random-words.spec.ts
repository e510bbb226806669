import { expect, it } from '@jest/globals';
import { randomWords } from '../../../lib/snapshot/files/node-system.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

it('gives other words each time, from the system', () => {
  const [one, other] = [randomWords(4), randomWords(4)];
  expect(one.length).toBe(4);
  expect(new Set([...one, ...other]).size).toBe(8);
});

it('gives words where the system has no file of them, or one that ends', () => {
  const folder = temporaryFolder();
  try {
    expect(new Set(randomWords(4, folder.file('none'))).size).toBe(4);
    expect(new Set(randomWords(4, '/dev/null')).size).toBe(4);
  } finally {
    folder.remove();
  }
});
