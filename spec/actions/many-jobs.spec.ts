import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { mostAtOnce } from '../../lib/actions/action.js';
import { timeoutOf } from '../../lib/actions/action-table.js';
import { NativeWriter } from '../support/native-writer.js';
import { nativeQueue } from './native-queue.js';
import { Performer } from './performer.js';
import { job } from './written-scene.js';

let performer: Performer;

beforeAll(() => {
  performer = new Performer();
});

afterAll(() => performer.close());

afterEach(() => NativeWriter.killAll());

/** In six transactions. */
const many = 5 * mostAtOnce + 1;

describe('changing more jobs than one transaction takes', () => {
  it('changes each that is as it was seen, and tells of the others from first to last', async () => {
    const { path, native } = await nativeQueue(
      Array.from({ length: many }, (_, index) => ({
        status: index % 100 === 0 ? 'RUNNING' : 'FAILED',
        plugin_name: index < 3 ? 'paused' : 'p',
      })),
      { version: 'D', tables: { cf_parser_health: [{ parser_name: 'paused', paused_at: 1 }] } },
    );
    const jobs = Array.from({ length: many }, (_, index) => job(index + 1, 'FAILED'));
    expect(await performer.perform({ action: 'retry', path, jobs })).toEqual({
      kind: 'done',
      sentence: '990 of 1,001 jobs are queued again, but for 2 of them the parser is paused; 11 had moved on',
      changes: [],
      changed: 990,
      paused: 2,
      movedOn: Array.from({ length: 11 }, (_, index) => ({
        ...{ id: String(100 * index + 1), statusText: 'RUNNING' },
      })),
    });
    expect(await native.all('SELECT status, count(*) AS n FROM cf_processing_queue GROUP BY 1')).toEqual([
      { status: 'QUEUED', n: 990 },
      { status: 'RUNNING', n: 11 },
    ]);
    await native.close();
  });

  it('counts what workers may go on with, whichever transaction it was in', async () => {
    const leased = { status: 'RUNNING', lease_token: 't', lease_owner: 'w', lease_expires_at: 1 };
    const { path, native } = await nativeQueue(
      Array.from({ length: many }, (_, index) => (index < 9 ? leased : { status: 'RUNNING' })),
      { version: 'D' },
    );
    const jobs = Array.from({ length: many }, (_, index) => job(index + 1, 'RUNNING'));
    expect(await performer.perform({ action: 'cancel', path, jobs })).toMatchObject({
      sentence: 'Cancelled 1,001 jobs, but their workers may go on',
      changed: many,
    });
    await native.close();
  });

  it('has more time for them', () => {
    const of = (count: number) =>
      timeoutOf({ action: 'retry', path: '', jobs: Array.from({ length: count }, () => job(1, 'FAILED')) });
    expect(of(mostAtOnce)).toBe(30_000);
    expect(of(mostAtOnce + 1)).toBe(300_000);
    expect(timeoutOf({ action: 'probe', path: '' })).toBe(10_000);
  });
});
