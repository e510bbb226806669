import { describe, expect, it } from '@jest/globals';
import {
  databaseOf,
  durationOf,
  hasOwnId,
  type Job,
  jobInWords,
  localId,
  qualifiedId,
  storedId,
} from '../../lib/model/job.js';
import { jobWith } from '../view/scene.js';

describe('the id of a job', () => {
  it.each([
    ['7', true, '7', 'job <7>'],
    ['', true, '', 'job <>'],
    ['a-b', true, 'a-b', 'job <a-b>'],
    ['\u001f12\u001f7', false, '7', 'job <7>'],
    ['\u001f12\u001f', false, '', 'job <>'],
    ['\u001f12\u001f\u001fx', false, '\u001fx', 'job <\u001fx>'],
    ['\u001f12-', false, null, 'a job without id'],
  ])('%j holds the id to show and whether it is the job’s own', (id, isOwn, stored, words) => {
    expect([hasOwnId(id), storedId(id)]).toEqual([isOwn, stored]);
    expect(jobInWords(id, (text) => `<${text}>`)).toBe(words);
    const among = qualifiedId('north/a', id);
    expect([databaseOf(id), databaseOf(among), localId(among)]).toEqual([null, 'north/a', id]);
    expect([hasOwnId(among), storedId(among)]).toEqual([isOwn, stored]);
    expect(jobInWords(among, (text) => `<${text}>`)).toBe(`${words} of <north/a>`);
  });
});

describe('durationOf', () => {
  it.each<[string, Partial<Job>, number | null]>([
    ['a job that has ended', { startedAt: 100, completedAt: 250 }, 150],
    ['a job that runs', { status: 'running', startedAt: 100 }, 900],
    ['a job that runs again', { status: 'running', startedAt: 100, completedAt: 250 }, 900],
    ['a job that waits, whatever its times', { status: 'queued', startedAt: 100, completedAt: 250 }, null],
    ['a job without a start', { completedAt: 250 }, null],
    ['a job without an end', { startedAt: 100 }, null],
    ['a job whose start is only its end', { startedAt: 250, completedAt: 250 }, null],
    ['a job whose clocks disagree', { startedAt: 300, completedAt: 250 }, null],
  ])('of %s', (_, given, expected) => {
    expect(durationOf(jobWith(given), 1000)).toBe(expected);
  });
});
