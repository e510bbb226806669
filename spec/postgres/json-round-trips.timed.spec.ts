import { afterEach, expect } from '@jest/globals';
import { killAll, run } from '../end-to-end/scripts.js';
import { needs } from '../support/needs.js';
import { addressOf } from '../support/postgres-server.js';
import { sharedServer } from '../support/shared-server.js';
import { slowRelay } from '../support/slow-relay.js';
import { testFolder } from '../support/test-folder.js';

const { describe, it } = needs('postgres');

const server = sharedServer({
  tables: { version: 'D' },
  tcp: true,
  statements: [`INSERT INTO cf_processing_queue (plugin_name, status) VALUES ('far', 'FAILED')`],
});

afterEach(() => killAll());

describe('--json of a server far away', () => {
  it('takes five round trips, since it connects while it is found out which queues are there', async () => {
    const sent: (readonly [connection: number, turn: number, text: string])[] = [];
    // What follows an answer within half a second is sent before the next one comes, and so in the same turn.
    const relay = await slowRelay(server.port, 250, 1e9, (...what) => void sent.push(what));
    const address = addressOf({ host: '127.0.0.1', port: relay.port });
    const { out } = await run(['--json', address], { HOME: testFolder() });
    await relay.close();
    expect(JSON.parse(out).jobs).toMatchObject([{ name: 'far' }]);
    const from = (wanted: RegExp) => sent.findIndex(([, , it]) => wanted.test(it));
    const [reader = 0, turn = 0] = sent[from(/COPY/)] ?? [];
    // The first of them is asked for encryption, over a connection of its own.
    expect(turn).toBe(4);
    expect(sent.findIndex(([connection]) => connection === reader)).toBeLessThan(from(/COMMIT/));
  }, 30_000);
});
