import { describe, expect, it } from '@jest/globals';
import { durationOf, type Job } from '../../lib/model/job.js';
import { jobWith } from '../view/scene.js';

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
