import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach } from '@jest/globals';
import { OperatorMemory } from '../../lib/settings/operator-memory.js';
import { folderForEach } from '../support/folder-for-each.js';

export const folder = folderForEach();
export const state = () => folder.file('state');

beforeEach(() => writeFileSync(folder.file('jobs.db'), ''));

/** The memory of a database, by default the one that is there. */
export const memory = (path = folder.file('jobs.db')) => new OperatorMemory(state(), path);

/** The only file of a kind that the memory has made. */
export const fileOf = (ending = '') =>
  join(state(), readdirSync(state()).find((name) => name.endsWith(ending)) ?? '');
