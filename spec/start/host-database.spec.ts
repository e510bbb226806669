import { expect, it } from '@jest/globals';
import type { HostReaders, HostReadersParts } from '../../lib/hosts/host-readers.js';
import { openHost } from '../../lib/start/start.js';

it('a host that a dashboard opens is connected to at once, and the outcome is noted once there is a log', () => {
  const readers = {} as HostReaders;
  let link: Pick<HostReadersParts, 'onLink' | 'firstWaitMs'> = {};
  const far = openHost({
    open: (options = {}) => {
      link = options;
      return readers;
    },
  });
  expect(far.readers).toBe(readers);
  expect(link.firstWaitMs).toBeGreaterThan(0);
  const noted: unknown[] = [];
  link.onLink?.({ kind: 'gone' });
  link.onLink?.(null);
  far.noteIn({ note: (...given) => void noted.push(given) });
  const before = [['link.down', { why: 'gone', what: null }], ['link.up']];
  expect(noted).toEqual(before);
  link.onLink?.({ kind: 'nonsense', what: 'picture' });
  expect(noted).toEqual([...before, ['link.down', { why: 'nonsense', what: 'picture' }]]);
});
