import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { followJson } from '../../../lib/commands/follow/follow-lines.js';
import type { FollowEvent, JobState } from '../../../lib/model/follow-event.js';
import type { Job } from '../../../lib/model/job.js';
import { noCounts } from '../../../lib/model/picture.js';
import { utcZone } from '../../../lib/view/format/times.js';
import { followText } from '../../../lib/view/text-out/follow-text.js';
import { anyCharacter } from '../../support/any-character.js';
import { anyJob } from '../any-job.js';
import { jobWith } from '../scene.js';

const asOf = Date.parse('2026-01-13T10:38:15.250Z');
const time = '2026-01-13 10:38:15 UTC: ';

const stateOf = ({ status, type, startedAt, completedAt, retryCount }: Job): JobState => ({
  ...{ status, type, startedAt, endedAt: completedAt, retries: retryCount },
});

function changed(
  from: JobState['status'] | null,
  to: Partial<Job> | null,
  id = '7',
  typeText = 'parse',
): FollowEvent {
  const job = to === null ? null : jobWith({ id, type: 'parse', name: 'fix', version: '1.2', ...to });
  const before = from === null ? null : { ...stateOf(jobWith({ type: 'parse' })), status: from };
  return { kind: 'job', change: { id, from: before, to: job === null ? null : stateOf(job), job, typeText } };
}

const said = (event: FollowEvent, unicode = true) =>
  followText(event, asOf, { unicode, name: null, zone: utcZone })?.replace(time, '');

describe('a change in a sentence', () => {
  it('names the new status of a job, and the former one where that is unusual', () => {
    const subject = 'Job 7, parse fix v1.2,';
    const sentences: [FollowEvent, string][] = [
      [changed(null, { status: 'queued' }), `${subject} is queued.`],
      [changed('failed', { status: 'queued' }), `${subject} is queued again; it had failed.`],
      [changed('running', { status: 'queued' }), `${subject} is queued again; it was running.`],
      [changed('queued', { status: 'queued' }), `${subject} is queued again.`],
      [
        changed('queued', { status: 'running', workerHost: 'vm', workerPid: 7 }),
        `${subject} is running on vm:7.`,
      ],
      [
        changed('running', { status: 'running', workerHost: null, workerPid: null }),
        `${subject} is running again.`,
      ],
      [
        changed('queued', { status: 'running', workerHost: 'w'.repeat(501), workerPid: null }),
        `${subject} is running on ${'w'.repeat(499)}….`,
      ],
      [changed('running', { status: 'complete', outputPath: '/out/a b' }), `${subject} is done: /out/a b`],
      [
        changed('running', { status: 'complete', outputPath: null, warnings: true }),
        `${subject} is done, with warnings.`,
      ],
      [changed('running', { status: 'failed', errorMessage: 'no\nmemory' }), `${subject} failed: no memory.`],
      [changed('failed', { status: 'failed', errorMessage: 'Why?' }), `${subject} failed again: Why?`],
      [changed('running', { status: 'failed', errorMessage: null, failures: [] }), `${subject} failed.`],
      [changed('running', { status: 'cancelled' }), `${subject} was cancelled.`],
      [changed('running', { status: 'other', statusText: 'HELD' }), `${subject} has the status HELD.`],
      [changed('complete', null), 'Job 7, parse, is no longer in the queue.'],
      [changed('complete', null, '7', 'job'), 'Job 7 is no longer in the queue.'],
      [changed('queued', { status: 'queued' }, '7', 'job'), 'Job 7, fix v1.2, is queued again.'],
      [changed(null, { status: 'queued', version: null, name: '' }), 'Job 7, parse, is queued.'],
      [changed(null, { status: 'queued' }, '\u001f7'), 'A job without id, parse fix v1.2, is queued.'],
    ];
    expect(sentences.map(([event]) => said(event))).toEqual(sentences.map(([, sentence]) => sentence));
  });

  it('covers every other kind of event, and of counts only the first', () => {
    const problem = {
      code: 'missing',
      sentence: 'There is no database here yet.',
      file: '/x',
      advice: '',
    } as const;
    const counts = { ...noCounts, queued: 1234, failed: 2 };
    const events: [FollowEvent, string | undefined][] = [
      [{ kind: 'snapshot', counts }, '1,234 queued, 0 running, 0 done, 2 failed, 0 cancelled.'],
      [
        { kind: 'snapshot', counts: { ...counts, other: 1 } },
        '1,234 queued, 0 running, 0 done, 2 failed, 0 cancelled, 1 other.',
      ],
      [{ kind: 'counts', counts }, undefined],
      [
        { kind: 'cause', cause: { key: 'k', text: 'row <n> is bad' }, jobId: '7' },
        'Jobs fail for a new reason: row <n> is bad.',
      ],
      [{ kind: 'worker', worker: 'vm:7', from: null, to: 'gone' }, 'Worker vm:7 is gone.'],
      [
        { kind: 'worker', worker: 'vm:7', from: 'gone', to: null },
        'Worker vm:7 has no running job in trouble any more.',
      ],
      [
        { kind: 'stalled', job: jobWith({ id: '7', name: 'fix', version: null }), since: asOf - 60_000 },
        'Job 7, parse fix, has stalled: no progress since 2026-01-13 10:37:15 UTC.',
      ],
      [
        { kind: 'stalled', job: jobWith({ id: '7', name: 'fix', version: null }), since: null },
        'Job 7, parse fix, is no longer stalled.',
      ],
      [
        { kind: 'connection', problem, replaced: false },
        'The database cannot be read now. There is no database here yet.',
      ],
      [{ kind: 'connection', problem: null, replaced: false }, 'The database can be read again.'],
      [
        { kind: 'connection', problem: null, replaced: true },
        'Another file has taken the place of the database.',
      ],
      [
        { kind: 'gap', reason: { kind: 'unknown-cursor' } },
        'The cursor is not known here: changes since then are missing.',
      ],
      [
        { kind: 'gap', reason: { kind: 'held-up', from: asOf - 5000, to: asOf } },
        'This output was not read since 2026-01-13 10:38:10 UTC: only the last change of each job follows.',
      ],
    ];
    expect(events.map(([event]) => said(event))).toEqual(events.map(([, sentence]) => sentence));
  });

  it('is in JSON an object with type, time and cursor, and the database where there are several', () => {
    const cursor = 'run.7';
    const event: FollowEvent = { kind: 'worker', worker: 'vm:7', from: 'silent', to: 'gone' };
    const told = (name: string | null, each: FollowEvent = event) =>
      JSON.parse(followJson(each, { asOf, cursor, path: '/q/live.db', name }));
    const of = { type: 'worker', as_of: new Date(asOf).toISOString(), cursor };
    const change = { worker: 'vm:7', from: 'silent', to: 'gone' };
    const startedAt = asOf - 9000;
    expect(told(null, changed('running', { status: 'failed', startedAt })).started_at).not.toBeNull();
    expect(told(null, changed('failed', { status: 'queued', startedAt })).started_at).toBeNull();
    expect(told(null)).toEqual({ ...of, ...change });
    expect(told('live')).toEqual({ ...of, database: 'live', ...change });
    expect(
      told('live', { kind: 'cause', cause: { key: 'k', text: 'bad' }, jobId: '9007199254740993' }),
    ).toEqual({
      ...{ ...of, type: 'cause', database: 'live', cause: 'bad', cause_key: 'k', job: '9007199254740993' },
    });
    expect(told('live', { kind: 'counts', counts: { ...noCounts, failed: 2 } }).counts.failed).toBe(2);
  });

  it('is one line without control characters, as a sentence and in JSON, whatever is in the record', () => {
    const anyText = fc.string({ unit: anyCharacter, maxLength: 30 });
    fc.assert(
      fc.property(anyJob, anyText, anyText, fc.boolean(), (job, text, id, unicode) => {
        const own = { ...job, name: text, errorMessage: text, outputPath: text, workerHost: text };
        const event: FollowEvent = {
          kind: 'job',
          change: { id, from: null, to: stateOf(job), job: own, typeText: text },
        };
        const line = followText(event, asOf, { unicode, name: text, zone: utcZone }) ?? '';
        expect(line).toMatch(unicode ? /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+$/u : /^[ -~]+$/);
        const json = followJson(event, { asOf, cursor: 'c.1', path: text, name: text });
        expect(json).toMatch(/^[^\p{C}\p{Zl}\p{Zp}]+$/u);
        expect(JSON.parse(json)).toMatchObject({
          ...{ type: 'job', name: text, to: expect.any(String), cursor: 'c.1' },
        });
      }),
      { numRuns: 300 },
    );
  });
});
