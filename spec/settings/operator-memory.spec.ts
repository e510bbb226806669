import { mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { memoryFolder, OperatorMemory } from '../../lib/settings/operator-memory.js';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.js';

const cleared = { until: 1_768_476_000_000, except: ['9007199254740993', '7'] };

let folder: TemporaryFolder;
let state: string;

beforeEach(() => {
  folder = temporaryFolder();
  state = folder.file('state');
  writeFileSync(folder.file('jobs.db'), '');
});

afterEach(() => folder.remove());

const memory = (path = folder.file('jobs.db')) => new OperatorMemory(state, path);
const fileOf = () => join(state, readdirSync(state)[0] ?? '');

describe('what an operator cleared', () => {
  it('is remembered by the next one to open the database, by whatever name', () => {
    expect(memory().load()).toEqual({ cleared: null });
    expect(memory().save({ cleared })).toBeNull();
    expect(memory().load()).toEqual({ cleared });
    symlinkSync(folder.file('jobs.db'), folder.file('link.db'));
    expect(memory(folder.file('link.db')).load()).toEqual({ cleared });
    expect(memory().save({ cleared: null })).toBeNull();
    expect(memory().load()).toEqual({ cleared: null });
  });

  it('is kept apart for each database, and for the operator alone', () => {
    memory().save({ cleared });
    expect(memory(folder.file('other.db')).load()).toEqual({ cleared: null });
    expect(statSync(fileOf()).mode & 0o777).toBe(0o600);
    expect(readdirSync(state)).toHaveLength(1);
  });

  it.each([
    '',
    '{',
    '[]',
    '{"schema":2}',
    '{"schema":1}',
    '{"schema":1,"cleared":{"until":"x","except":[]}}',
  ])('is set aside where the file holds %j', (text) => {
    memory().save({ cleared });
    writeFileSync(fileOf(), text);
    expect(memory().load()).toEqual({ cleared: null });
    expect(readdirSync(state)[0]).toMatch(/\.json\.broken$/);
  });

  it('says why it can not be kept', () => {
    writeFileSync(state, 'a file where the folder should be');
    expect(memory().load()).toEqual({ cleared: null });
    expect(memory().save({ cleared })).toMatch(/^What you cleared is forgotten at the next start: .*state/);
  });
});

describe('the folder of memories', () => {
  it('follows XDG_STATE_HOME, where that is an absolute path', () => {
    mkdirSync(state);
    expect(memoryFolder({ XDG_STATE_HOME: state }, '/home/operator')).toBe(join(state, 'jobs-view'));
    expect(memoryFolder({ XDG_STATE_HOME: 'here' }, '/home/operator')).toBe(
      '/home/operator/.local/state/jobs-view',
    );
    expect(memoryFolder({}, null)).toBeNull();
  });
});
