import { describe, expect, it } from '@jest/globals';
import { mostAtOnce } from '../../lib/actions/action.js';
import { timeoutOf } from '../../lib/actions/action-table.js';
import { nativeQueue } from './native-queue.js';
import { performerForAll } from './performer.js';
import { job } from './written-scene.js';

const performer = performerForAll();

/** In six transactions. */
const many = 5 * mostAtOnce + 1;

describe('an action on more jobs than one transaction takes', () => {
  it('changes every job that is still as it was seen, and lists the others in order', async () => {
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
  });

  it('counts leased jobs of the first transaction too', async () => {
    const leased = { status: 'RUNNING', lease_token: 't', lease_owner: 'w', lease_expires_at: 1 };
    const { path } = await nativeQueue(
      Array.from({ length: many }, (_, index) => (index < 9 ? leased : { status: 'RUNNING' })),
      { version: 'D' },
    );
    const jobs = Array.from({ length: many }, (_, index) => job(index + 1, 'RUNNING'));
    expect(await performer.perform({ action: 'cancel', path, jobs })).toMatchObject({
      sentence: 'Cancelled 1,001 jobs, but their workers may go on',
      changed: many,
    });
  });

  it('has ten times as long before it is ended', () => {
    const of = (count: number) =>
      timeoutOf({ action: 'retry', path: '', jobs: Array.from({ length: count }, () => job(1, 'FAILED')) });
    expect(of(mostAtOnce)).toBe(30_000);
    expect(of(mostAtOnce + 1)).toBe(300_000);
    expect(timeoutOf({ action: 'probe', path: '' })).toBe(10_000);
  });
});
