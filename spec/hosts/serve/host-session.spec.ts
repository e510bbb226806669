import { PassThrough } from 'node:stream';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { HostSession } from '../../../lib/hosts/serve/host-session.js';
import type { ServedDatabase } from '../../../lib/hosts/serve/served-database.js';
import type { FromHost } from '../../../lib/hosts/wire/messages.js';
import type { ReadersListener } from '../../../lib/snapshot/readers.js';

let session: HostSession;
let output: PassThrough;
let said: FromHost[];
let news: ReadersListener;
let watch: { readonly onChange: () => void; readonly onHampered: () => void };
let atFullSpeed: boolean;
let closed: string[];

const progress = { bytesRead: 1, databaseBytes: 2 };
const nothing = async () => {};

beforeEach(() => {
  output = new PassThrough({ highWaterMark: 1 });
  said = [];
  closed = [];
  atFullSpeed = false;
  const readers = {
    ...{ snapshots: {}, standings: {}, logs: {} },
    listen: (listener: ReadersListener) => {
      news = listener;
    },
    close: async () => void closed.push('readers'),
  };
  const database = {
    readers,
    watch: (onChange: () => void, onHampered: () => void) => {
      watch = { onChange, onHampered };
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

describe('What a host tells unasked', () => {
  it('is what its watch and its readers report', () => {
    watch.onChange();
    atFullSpeed = true;
    watch.onChange();
    watch.onHampered();
    news.onSizes?.();
    news.onLogNews?.();
    news.onProgress?.(progress);
    news.onDeath?.('out of memory');
    expect(said).toEqual([
      { kind: 'changed', inStorm: false },
      { kind: 'changed', inStorm: true },
      { kind: 'hampered' },
      { kind: 'sizes' },
      { kind: 'log-news' },
      { kind: 'progress', progress },
      // The next read starts another thread; what the old one said of its end stays there.
      { kind: 'changed', inStorm: false },
    ]);
  });

  it('waits while nobody reads the pipe, the latest of each kind', async () => {
    output.write('full');
    for (let times = 0; times < 3; times += 1) watch.onChange();
    atFullSpeed = true;
    watch.onChange();
    news.onSizes?.();
    expect(said).toEqual([]);
    const drained = new Promise((resolve) => output.once('drain', resolve));
    output.resume();
    await drained;
    expect(said).toEqual([{ kind: 'changed', inStorm: true }, { kind: 'sizes' }]);
  });

  it('ends with the session, and so do its watch and its readers', async () => {
    await session.close();
    watch.onChange();
    news.onSizes?.();
    expect(said).toEqual([]);
    expect(closed.sort()).toEqual(['readers', 'watch']);
  });
});
