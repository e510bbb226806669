import { PassThrough } from 'node:stream';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { HostSession, type ServedDatabase } from '../../../lib/hosts/serve/host-session.js';
import { ServedFollow } from '../../../lib/hosts/serve/served-follow.js';
import type { FromHost } from '../../../lib/hosts/wire/messages.js';
import { everyJob } from '../../../lib/model/filter.js';
import type { FollowEnding } from '../../../lib/model/follow-event.js';
import type { ReadersListener } from '../../../lib/snapshot/remote-readers.js';
import { eventually } from '../../support/eventually.js';
import { testFolder } from '../../support/test-folder.js';

let session: HostSession;
let output: PassThrough;
let said: FromHost[];
let news: ReadersListener;
let watch: Readonly<Record<'onChange' | 'onDegraded' | 'onOvertaken', () => void>>;
let atFullSpeed: boolean;
let closed: string[];
let begun: string[];

const progress = { bytesRead: 1, databaseBytes: 2 };
const nothing = async () => {};

beforeEach(() => {
  output = new PassThrough({ highWaterMark: 1 });
  said = [];
  closed = [];
  begun = [];
  atFullSpeed = false;
  /** Of a log that takes for ever, and a queue in which nothing happens. */
  const save = async (_: string, __: string, signal: AbortSignal) => {
    begun.push('log');
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    closed.push('log');
    return { kind: 'stopped' };
  };
  let stop = () => {};
  const stopped = new Promise<FollowEnding>((resolve) => {
    stop = () => {
      closed.push('follow');
      resolve({ kind: 'unread' });
    };
  });
  const readers = {
    ...{ snapshots: {}, matchingCounts: {}, logs: { save } },
    listen: (listener: ReadersListener) => {
      news = listener;
    },
    close: async () => void closed.push('readers'),
  };
  const database = {
    readers,
    spoolFolder: testFolder(),
    follow: new ServedFollow(() => ({ run: () => stopped, stop })),
    watch: (onChange: () => void, onDegraded: () => void, onOvertaken: () => void) => {
      watch = { onChange, onDegraded, onOvertaken };
      return {
        ...{ start: nothing, close: async () => void closed.push('watch') },
        get atFullSpeed() {
          return atFullSpeed;
        },
      };
    },
  } as unknown as ServedDatabase;
  session = new HostSession(database, output, (message) => said.push(message));
  session.begin();
});

describe('The news of a host', () => {
  it('contains each report of its watch and its readers', () => {
    watch.onChange();
    atFullSpeed = true;
    watch.onChange();
    watch.onDegraded();
    watch.onOvertaken();
    news.onSizes?.();
    news.onLogNews?.();
    news.onProgress?.(progress);
    news.onDeath?.('out of memory');
    expect(said).toEqual([
      { kind: 'changed', atFullSpeed: false },
      { kind: 'changed', atFullSpeed: true },
      { kind: 'degraded' },
      { kind: 'overtaken' },
      { kind: 'sizes' },
      { kind: 'log-news' },
      { kind: 'progress', progress },
      // The next read starts another thread; what the old one said of its end stays there.
      { kind: 'changed', atFullSpeed: false },
    ]);
  });

  it('waits while the pipe is full: the latest of each kind is sent once it drains', async () => {
    output.write('full');
    for (let times = 0; times < 3; times += 1) watch.onChange();
    atFullSpeed = true;
    watch.onChange();
    news.onSizes?.();
    expect(said).toEqual([]);
    const drained = () => new Promise((resolve) => output.once('drain', resolve));
    output.resume();
    await drained();
    const whole = [{ kind: 'changed', atFullSpeed: true }, { kind: 'sizes' }];
    expect(said).toEqual(whole);
    // What was sent isn't sent again.
    output.write('full');
    await drained();
    expect(said).toEqual(whole);
  });

  it('ends with the session, which closes its watch and readers, and ends a copy and a follow under way', async () => {
    const from = { kind: 'now' } as const;
    session.call({ kind: 'call', id: 1, name: 'follow', ask: { filter: everyJob, waits: false, from } });
    session.call({ kind: 'call', id: 2, name: 'copy-log', ask: '1' });
    await eventually(() => begun.length > 0, 'no log');
    await session.close();
    watch.onChange();
    news.onSizes?.();
    expect(closed.sort()).toEqual(['follow', 'log', 'readers', 'watch']);
    expect(said).toEqual([]);
  });
});
