import { describe, expect, it } from '@jest/globals';
import {
  jobStatusChoices,
  jobStatusesIn,
  listedStatusChoices,
  listedStatusesIn,
  typeChoices,
  typesIn,
  withChoice,
} from '../../lib/cli/filter-choice.js';
import { defaultFilter, everyJob } from '../../lib/model/filter.js';
import { jobStatuses, jobTypes } from '../../lib/model/job.js';

describe('a choice of the filter', () => {
  it('has a word for every status and every type', () => {
    expect(new Set(listedStatusesIn(listedStatusChoices.join(',')))).toEqual(
      new Set([...jobStatuses, 'gone', 'silent']),
    );
    expect(new Set(jobStatusesIn(jobStatusChoices.join(',')))).toEqual(new Set(jobStatuses));
    expect(new Set(typesIn(typeChoices.join(',')))).toEqual(new Set(jobTypes));
  });

  it('takes several words separated by commas, in any case, once each, and done for complete', () => {
    expect(listedStatusesIn('Failed, done,complete')).toEqual(['failed', 'complete']);
    expect(typesIn('scan')).toEqual(['scan']);
  });

  it('takes gone and silent for none of the statuses of jobs', () => {
    expect(listedStatusesIn('gone,silent')).toEqual(['gone', 'silent']);
    expect(jobStatusesIn('running,gone')).toBeNull();
    expect(jobStatusesIn('silent')).toBeNull();
  });

  it.each(['', 'failed,', 'fail', 'failed running', 'toString', '__proto__'])('refuses %j', (text) => {
    expect(listedStatusesIn(text)).toBeNull();
    expect(jobStatusesIn(text)).toBeNull();
    expect(typesIn(text)).toBeNull();
  });

  it('overrides only the chosen parts', () => {
    const nothing = { statuses: null, types: null, name: null, cause: null, text: null, worker: null };
    expect(withChoice(defaultFilter, nothing)).toEqual(defaultFilter);
    expect(withChoice(defaultFilter, { ...nothing, statuses: ['queued'], name: 'fix' })).toEqual({
      ...defaultFilter,
      statuses: ['queued'],
      name: 'fix',
    });
    expect(withChoice(defaultFilter, { ...nothing, cause: 'full' })).toEqual({
      ...defaultFilter,
      cause: { key: null, text: 'full' },
    });
    expect(withChoice(defaultFilter, { ...nothing, worker: 'vm:7' })).toEqual({
      ...defaultFilter,
      worker: 'vm:7',
    });
    expect(withChoice(defaultFilter, { ...nothing, ids: ['7'] })).toEqual({
      ...defaultFilter,
      statuses: null,
      ids: ['7'],
    });
    expect(withChoice(defaultFilter, { ...nothing, ids: ['7'], statuses: ['failed'] })).toEqual({
      ...defaultFilter,
      statuses: ['failed'],
      ids: ['7'],
    });
    expect(withChoice(everyJob, { ...nothing, text: 'disk' })).toEqual({ ...everyJob, text: 'disk' });
    expect(withChoice(everyJob, { ...nothing, text: '', worker: '' })).toEqual(everyJob);
    expect(withChoice(everyJob, { ...nothing, worker: '=' })).toEqual(everyJob);
    const before = { ...everyJob, types: ['parse' as const], name: 'fix' };
    expect(withChoice(before, { ...nothing, types: ['scan'], name: '' })).toEqual({
      ...before,
      types: ['scan'],
      name: '',
    });
    expect(withChoice(everyJob, { ...nothing, types: ['scan'] })).toEqual({ ...everyJob, types: ['scan'] });
  });
});
