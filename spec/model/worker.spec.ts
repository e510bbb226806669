import { describe, expect, it } from '@jest/globals';
import type { WorkerTrouble } from '../../lib/model/job.js';
import { countTroubles, troubleOf, type WorkerEvidence, type WorkerRecord } from '../../lib/model/worker.js';

const now = Date.parse('2026-01-15T12:00:00Z');
const second = 1000;
const minute = 60 * second;
const claimedAt = now - 60 * minute;

const record: WorkerRecord = {
  ...{ id: '7', host: 'vm', pid: 30534, claimedAt, heartbeatAt: null, updatedAt: null, leaseExpiresAt: null },
};
const evidence: WorkerEvidence = { process: null, movedAt: null, lastCommitAt: null };

function trouble(of: Partial<WorkerRecord>, known: Partial<WorkerEvidence> = {}): WorkerTrouble | null {
  return troubleOf({ ...record, ...of }, { ...evidence, ...known }, now);
}

it('a worker is gone if its queue no longer lists it, even if a process has its number', () => {
  const process = { kind: 'running', startedAt: claimedAt } as const;
  expect(trouble({ unlisted: true }, { process })).toMatchObject({ kind: 'gone', unlisted: true });
});

describe('a worker on this host', () => {
  it('is gone if its process is gone, whatever its row says', () => {
    const none = { process: { kind: 'none' } } as const;
    expect(trouble({}, none)).toEqual({ kind: 'gone', since: null, reused: false });
    expect(trouble({ heartbeatAt: now - second }, none)).toMatchObject({ kind: 'gone' });
    expect(trouble({ claimedAt: null }, none)).toMatchObject({ kind: 'gone', since: null });
  });

  it('has its last sign from its heartbeat or row, and none from the claim itself', () => {
    const since = (of: Partial<WorkerRecord>) => trouble(of, { process: { kind: 'none' } })?.since;
    expect(since({ updatedAt: now - 12 * minute })).toBe(now - 12 * minute);
    expect(since({ heartbeatAt: now - 9 * minute })).toBe(now - 9 * minute);
    expect(since({ heartbeatAt: now - 9 * minute, updatedAt: now - 12 * minute })).toBe(now - 9 * minute);
    expect(since({ heartbeatAt: now - 19 * minute, updatedAt: now - 12 * minute })).toBe(now - 12 * minute);
    expect(since({ updatedAt: claimedAt + second, heartbeatAt: claimedAt })).toBeNull();
  });

  it.each([
    [-24 * 60 * minute, null],
    [59 * second, null],
    [61 * second, 'gone'],
    [30 * minute, 'gone'],
  ])('is, if its process began %d ms after the claim: %s', (later, kind) => {
    const process = { kind: 'running', startedAt: claimedAt + later } as const;
    expect(trouble({}, { process })?.kind ?? null).toBe(kind);
    if (kind !== null) expect(trouble({}, { process })).toMatchObject({ reused: true });
  });

  it('is well while its process runs, and not gone if the claim has no time', () => {
    const process = { kind: 'running', startedAt: claimedAt - minute } as const;
    expect(trouble({ heartbeatAt: now - 30 * minute }, { process })).toBeNull();
    expect(trouble({ claimedAt: null }, { process: { kind: 'running', startedAt: now } })).toBeNull();
  });
});

describe('a worker on another host', () => {
  it.each<[string, Partial<WorkerRecord>, Partial<WorkerEvidence>, string | null]>([
    ['has beaten lately', { heartbeatAt: now - 4 * minute }, {}, null],
    ['has not beaten for long', { heartbeatAt: now - 5 * minute }, {}, 'heartbeat'],
    ['beats by a clock that is fast', { heartbeatAt: now + 90 * minute }, {}, null],
    ['beats by a clock that is slow', { heartbeatAt: now - 30 * minute }, { movedAt: now - second }, null],
    [
      'beat long ago by a slow clock',
      { heartbeatAt: now - 30 * minute },
      { movedAt: now - 6 * minute },
      'heartbeat',
    ],
    ['touches its row', { updatedAt: now - minute }, {}, null],
    ['touched its row once, and long ago', { updatedAt: now - 10 * minute }, {}, 'update'],
    ['has touched its row at the claim only', { updatedAt: claimedAt + second }, {}, null],
    [
      'touched its row at a time without a claim',
      { claimedAt: null, updatedAt: now - 10 * minute },
      {},
      null,
    ],
    ['beats, but does not touch its row', { heartbeatAt: now, updatedAt: now - 10 * minute }, {}, null],
    [
      'has a lease that has run out while others write',
      { leaseExpiresAt: now - 59 * minute },
      { lastCommitAt: now - minute },
      null,
    ],
    [
      'has one, and nobody writes',
      { leaseExpiresAt: now - 59 * minute },
      { lastCommitAt: now - 14 * minute },
      'lease',
    ],
    ['has a lease that holds', { leaseExpiresAt: now + minute }, { lastCommitAt: now - 14 * minute }, null],
    ['has no lease, and nobody writes', {}, { lastCommitAt: now - 14 * minute }, null],
    ['has a lease, and when anybody wrote is not known', { leaseExpiresAt: now - 59 * minute }, {}, null],
  ])('%s: its trouble is as expected', (_, of, known, sign) => {
    const found = trouble({ host: 'parse-01', ...of }, known);
    expect(found === null ? null : found.kind === 'silent' && found.sign).toBe(sign);
  });
});

it('the number of troubles is counted by kind', () => {
  const gone: WorkerTrouble = { kind: 'gone', since: null, reused: false };
  const silent: WorkerTrouble = { kind: 'silent', since: 0, sign: 'update' };
  expect(countTroubles([gone, silent, gone])).toEqual({ gone: 2, silent: 1 });
});
