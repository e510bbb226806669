import { describe, expect, it } from '@jest/globals';
import { compileCacheFolder } from '../../bin/compile-cache.js';

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
