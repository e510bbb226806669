import { afterEach, expect, it, jest } from '@jest/globals';
import { PostgresFailure, ServerConnection } from '../../../lib/postgres/link/server-connection.js';
import { ServerLink, type ServerLinkParts } from '../../../lib/postgres/link/server-link.js';

afterEach(() => {
  jest.restoreAllMocks();
});

it('a link waits twice as long after each vain try to connect, up to 30 s, and 1 s again after a connection', async () => {
  let [now, isUp] = [0, false];
  const tries: number[] = [];
  const lost: { trouble: { kind: 'gone' } | null }[] = [];
  jest.spyOn(ServerConnection, 'open').mockImplementation(async () => {
    tries.push(now);
    if (!isUp) throw new PostgresFailure({ kind: 'gone' });
    const connection = { trouble: null, run: async () => [['look']], close: async () => {} };
    lost.push(connection);
    return connection as unknown as ServerConnection;
  });
  const link = new ServerLink({ steady: () => now, random: () => 0.5 } as unknown as ServerLinkParts);
  const looks = async (until: number) => {
    tries.length = 0;
    for (const began = now; now <= began + until; now += 500) await link.look();
    return tries.map((at, index) => at - (tries[index - 1] ?? at));
  };
  expect(await looks(100_000)).toEqual([0, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  isUp = true;
  expect(await looks(40_000)).toEqual([0]);
  isUp = false;
  for (const connection of lost) connection.trouble = { kind: 'gone' };
  expect(await looks(4000)).toEqual([0, 1000, 2000]);
  await link.close();
});

it('a link that is closed while it connects closes its connection once it is there', async () => {
  const close = jest.fn(async () => {});
  let resolve: (connection: ServerConnection) => void = () => {};
  const opening = new Promise<ServerConnection>((opened) => {
    resolve = opened;
  });
  jest.spyOn(ServerConnection, 'open').mockReturnValue(opening);
  const link = new ServerLink({ steady: () => 0, random: () => 0.5 } as unknown as ServerLinkParts);
  const looking = link.look();
  await new Promise(setImmediate);
  const closing = link.close();
  resolve({ trouble: null, close } as unknown as ServerConnection);
  await closing;
  expect(await looking).toEqual({ kind: 'trouble', trouble: { kind: 'gone' } });
  expect(close).toHaveBeenCalledTimes(1);
});
