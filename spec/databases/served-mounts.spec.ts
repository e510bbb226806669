import { mkdirSync, symlinkSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import {
  type Mounts,
  mountsHere,
  mountsIn,
  ServedDisks,
  servedMountOf,
} from '../../lib/databases/served-mounts.js';
import { testFolder } from '../support/test-folder.js';

const text = `22 1 253:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
23 22 0:21 / /proc rw,nosuid shared:12 - proc proc rw
90 22 0:50 / /mnt/queues rw,relatime shared:40 - nfs4 filer:/queues rw,vers=4.2
91 90 0:51 / /mnt/queues/local rw,relatime shared:41 - tmpfs tmpfs rw
92 22 0:52 / /mnt/with\\040blank rw - fuse.sshfs me@host:/ rw
93 22 0:53 / /data rw,relatime - xfs /dev/vdb rw
`;

const served = (...points: readonly string[]): Mounts => new Map(points.map((point) => [point, true]));

describe('a mount that may hold up a reader', () => {
  it('is one that another machine or a program serves', () => {
    expect([...mountsIn(text)].filter(([, isServed]) => isServed).join()).toBe(
      '/mnt/queues,true,/mnt/with blank,true',
    );
    expect(mountsIn('nonsense\n\n - nfs').size).toBe(0);
    expect(() => mountsHere()).not.toThrow();
  });

  const mounts = new Map([...mountsIn(text), ['/mnt/queues/inner', true]]);
  const links: Readonly<Record<string, string>> = {
    '/srv/far': '/mnt/queues',
    '/srv/near': '../data',
    '/srv/round': '/srv/round',
    '/data/live.sqlite': '/srv/far/live.sqlite',
  };
  const touched: string[] = [];
  const readLink = (path: string) => {
    touched.push(path);
    return links[path] ?? null;
  };

  it.each([
    ['/mnt/queues/live.sqlite', '/mnt/queues'],
    ['/mnt/queues', '/mnt/queues'],
    ['/mnt/queues/inner/live.sqlite', '/mnt/queues/inner'],
    ['/mnt/queues2/live.sqlite', null],
    ['/mnt/queues/local/live.sqlite', null],
    ['/mnt/with blank/a', '/mnt/with blank'],
    ['/srv/far/live.sqlite', '/mnt/queues'],
    ['/srv/near/live.sqlite', '/mnt/queues'],
    ['/srv/round/live.sqlite', null],
  ])('is found from a path, through links: %s', (path, mount) => {
    touched.length = 0;
    expect(servedMountOf(path, mounts, readLink)).toBe(mount);
    expect(touched.filter((each) => /^\/mnt\/queues(\/(?!local)|$)/.test(each))).toEqual([]);
  });

  it('is asked by a process of its own; where there is none, nothing is', async () => {
    const asked = (mounts: readonly string[]) => {
      const disks = new ServedDisks(served(...mounts));
      return disks
        .ask(['/bin/no.db', '/bin/sh', null])
        .then(() => [disks.askedMs > 0, disks.isSilent('/bin/sh')]);
    };
    expect(`${await asked(['/bin', '/usr/bin'])} ${await asked(['/mnt'])}`).toBe('true,false false,false');
  });

  it('is found through real links', () => {
    const folder = testFolder();
    const [far, link] = [`${folder}/far`, `${folder}/link`];
    mkdirSync(far);
    symlinkSync(far, link);
    expect(servedMountOf(`${link}/live.sqlite`, served(far))).toBe(far);
    expect(servedMountOf(`${link}/live.sqlite`, served(`${folder}/other`))).toBeNull();
  });
});
