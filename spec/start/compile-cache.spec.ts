import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  type Code,
  cacheKey,
  compileCacheFolder,
  readCode,
  writeCode,
} from '../../lib/start/compile-cache.js';
import { folderForEach } from '../support/folder-for-each.js';

const folder = folderForEach();
let path: string;

beforeEach(() => {
  path = folder.file('json.code');
});

const none: Code = new Map();
const code: Code = new Map([
  ['a.js', Buffer.from([1, 2, 10, 3])],
  ['b.js', Buffer.from([])],
  ['c.js', Buffer.from([4, 10])],
]);

describe('kept code', () => {
  it('is read as it was written, under its key alone', () => {
    writeCode(path, 'me', code);
    expect(readCode(path, 'me')).toEqual(code);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('replaces earlier code', () => {
    writeCode(path, 'me', code);
    writeCode(path, 'me', new Map([['d.js', Buffer.from('d')]]));
    expect([...readCode(path, 'me').keys()]).toEqual(['d.js']);
    expect(readdirSync(folder.path)).toEqual(['json.code']);
  });

  it('is not used by another build, Node or set of options', () => {
    writeCode(path, 'me', code);
    expect(readCode(path, 'other')).toEqual(none);
    const now = cacheKey('1');
    expect(cacheKey('2')).not.toBe(now);
    expect(now).toContain(process.version);
    setFlagsFromString('--stack-trace-limit=11');
    const withOthers = cacheKey('1');
    setFlagsFromString('--stack-trace-limit=10');
    expect(withOthers).not.toBe(now);
  });

  it('is not used if a single byte of it has changed, or if it was cut short', () => {
    writeCode(path, 'me', code);
    const sound = readFileSync(path);
    const isUsed = (bytes: Buffer) => {
      writeFileSync(path, bytes);
      return readCode(path, 'me').size > 0;
    };
    const changed = (at: number) => Buffer.from(sound.map((byte, place) => (place === at ? byte ^ 1 : byte)));
    expect([...sound.keys()].filter((at) => isUsed(changed(at)))).toEqual([]);
    expect([...sound.keys()].filter((length) => isUsed(sound.subarray(0, length)))).toEqual([]);
  });

  it('is null without a file, and is not written without a folder', () => {
    expect(readCode(path, 'me')).toEqual(none);
    const impossible = join(path, 'json.code');
    writeFileSync(path, '');
    writeCode(impossible, 'me', code);
    expect(readCode(impossible, 'me')).toEqual(none);
  });
});

const yes = () => true;

describe('the folder of Node’s compile cache', () => {
  it('is in the operator’s cache folder', () => {
    expect(compileCacheFolder({ HOME: '/home/ada' }, yes)).toBe('/home/ada/.cache/jobs-view');
    const moved = { HOME: '/home/ada', XDG_CACHE_HOME: '/var/cache/ada' };
    expect(compileCacheFolder(moved, yes)).toBe('/var/cache/ada/jobs-view');
  });

  it.each(['', 'cache', './cache'])(
    'is not where XDG_CACHE_HOME is %j, which is no absolute path',
    (cache) => {
      const environment = { HOME: '/home/ada', XDG_CACHE_HOME: cache };
      expect(compileCacheFolder(environment, yes)).toBe('/home/ada/.cache/jobs-view');
    },
  );

  it('does not exist without a home', () => {
    expect(compileCacheFolder({}, yes)).toBeNull();
    expect(compileCacheFolder({ HOME: '' }, yes)).toBeNull();
    expect(compileCacheFolder({ HOME: 'home' }, yes)).toBeNull();
    expect(compileCacheFolder({ XDG_CACHE_HOME: '/var/cache/ada' }, yes)).toBeNull();
  });

  it('is not in another user’s home, as root has it under sudo', () => {
    const asked: string[] = [];
    const no = (folder: string) => {
      asked.push(folder);
      return false;
    };
    expect(compileCacheFolder({ HOME: '/home/ada', XDG_CACHE_HOME: '/tmp' }, no)).toBeNull();
    expect(asked).toEqual(['/home/ada']);
  });
});
