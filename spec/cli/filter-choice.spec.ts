import { describe, expect, it } from '@jest/globals';
import { type FilterChoice, withChoice } from '../../lib/cli/filter-choice.js';
import {
  jobStatusChoices,
  jobStatusesIn,
  listedStatusChoices,
  listedStatusesIn,
  typeChoices,
  typesIn,
} from '../../lib/model/filter/filter-text.js';
import { defaultFilter, everyJob, type JobFilter } from '../../lib/model/filter.js';
import { jobStatuses, jobTypes } from '../../lib/model/job.js';
import { filterFrom } from '../../lib/settings/filter-parts.js';

describe('a choice of the filter', () => {
  it('has a word for every status and every type', () => {
    expect(new Set(listedStatusesIn(listedStatusChoices.join(',')))).toEqual(
      new Set([...jobStatuses, 'gone', 'silent', 'stalled']),
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

  const columns = [{ column: 'args.user', sign: ':' as const, value: '42' }];
  const onlyFailed: JobFilter = { ...everyJob, statuses: ['failed'] };
  const before = { ...everyJob, types: ['parse' as const], name: 'fix' };

  it.each<readonly [JobFilter, Partial<FilterChoice>, Partial<JobFilter>]>([
    [defaultFilter, {}, {}],
    [defaultFilter, { statuses: ['queued'], name: 'fix' }, { statuses: ['queued'], name: 'fix' }],
    [defaultFilter, { cause: 'full' }, { cause: { key: null, text: 'full' } }],
    [defaultFilter, { worker: 'vm:7' }, { worker: 'vm:7' }],
    [defaultFilter, { ids: ['7'] }, { statuses: null, ids: ['7'] }],
    [defaultFilter, { ids: ['7'], statuses: ['failed'] }, { statuses: ['failed'], ids: ['7'] }],
    [defaultFilter, { where: { name: '', columns } }, { statuses: null, columns }],
    [onlyFailed, { where: { name: '', columns } }, { columns }],
    [onlyFailed, { where: { name: '', ids: ['7'] } }, { statuses: null, ids: ['7'] }],
    [everyJob, { text: 'disk' }, { text: 'disk' }],
    [everyJob, { text: '', worker: '' }, {}],
    [everyJob, { worker: '=' }, {}],
    [before, { types: ['scan'], name: '' }, { types: ['scan'], name: '' }],
    [everyJob, { types: ['scan'] }, { types: ['scan'] }],
  ])('overrides of %j with %j only the chosen parts', (filter, choice, changed) => {
    const nothing = { statuses: null, types: null, name: null, cause: null, text: null, worker: null };
    expect(withChoice(filter, { ...nothing, ...choice })).toEqual({ ...filter, ...changed });
  });

  it.each([{ columns }, { ids: ['7'] }])(
    'of the dashboard or a view by %j asks for every status',
    (named) => {
      const where = { name: '', ...named };
      expect(filterFrom({ where })).toEqual({ ...where, statuses: null, types: null });
      expect(filterFrom({ where, statuses: ['failed'] })?.statuses).toEqual(['failed']);
    },
  );
});
