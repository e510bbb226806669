import { describe, expect, it } from '@jest/globals';
import { askedJob, possibleIds, qualifiedIds, unclear } from '../../lib/commands/asked-job.js';
import { qualifiedId } from '../../lib/model/job.js';
import { problemOf } from '../../lib/snapshot/files/read-failure.js';

const databases = [
  { name: 'day', path: '/q/day.db', problem: null },
  { name: 'day:old', path: '/old/day.db', problem: null },
  { name: 'night', path: '/q/night.db', problem: null },
];
const broken = { name: 'broken', path: '/q/broken.db', problem: problemOf('damaged', '/q/broken.db', '') };
const found = (...ids: readonly string[]) => new Set(ids);

describe('a job that is asked for', () => {
  it.each([
    ['17', '17'],
    ['day:17', qualifiedId('day', '17')],
    ['day:old:17', qualifiedId('day:old', '17')],
    ['/q/night.db:17', qualifiedId('night', '17')],
    ['dusk:17', 'dusk:17'],
  ])('%s is %j', (word, id) => {
    expect(askedJob(word, databases)).toBe(id);
  });

  it('is looked for in each database unless its name is given', () => {
    expect(possibleIds(['5', qualifiedId('night', '6')], databases.slice(1))).toEqual([
      qualifiedId('day:old', '5'),
      qualifiedId('night', '5'),
      qualifiedId('night', '6'),
    ]);
  });

  it('is given the database that has it, or left as it was asked for', () => {
    const asked = ['5', qualifiedId('day', '6'), '7'];
    expect(qualifiedIds(asked, found(qualifiedId('night', '5')), databases)).toEqual([
      qualifiedId('night', '5'),
      qualifiedId('day', '6'),
      '7',
    ]);
  });

  it('is unclear if two databases have it and no name is given', () => {
    const both = found(qualifiedId('day', '5'), qualifiedId('night', '5'));
    expect(unclear(['5'], both, databases)).toEqual([
      'There is a job 5 in day and night. Ask for day:5 or night:5.',
    ]);
    expect(unclear([qualifiedId('day', '5')], both, databases)).toEqual([]);
    expect(unclear(['5', '6'], found(qualifiedId('day', '5')), databases)).toEqual([]);
  });

  it('is unclear if a database that cannot be read may have it', () => {
    expect(unclear(['5'], found(), [...databases.slice(2), broken])).toEqual([
      'There may be a job 5 in broken, which cannot be read. Ask for night:5 or broken:5.',
    ]);
    expect(unclear(['5'], found(qualifiedId('night', '5')), [...databases, broken])).toEqual([
      'There may be a job 5 in broken, which cannot be read. Ask for night:5.',
    ]);
    expect(unclear([qualifiedId('broken', '5')], found(), [broken])).toEqual([]);
  });

  it('is unclear if it names an unknown database, unless that is part of its id', () => {
    expect(unclear(['dusk:5'], found(), databases)).toEqual([
      'None of these databases is called dusk: there are day, day:old and night. Ask for day:5, day:old:5 or night:5.',
    ]);
    expect(unclear(['/q/dusk.db:a:5'], found(), databases.slice(0, 1))).toEqual([
      'None of these databases is called /q/dusk.db:a: there is day. Ask for day:5.',
    ]);
    expect(unclear(['dusk:5'], found(), [...databases.slice(2), broken])).toEqual([
      'None of these databases is called dusk: there are night and broken. Ask for night:5 or broken:5.',
    ]);
    expect(unclear(['dusk:5'], found(qualifiedId('day', 'dusk:5')), databases)).toEqual([]);
    expect(unclear([qualifiedId('day', 'dusk:5'), ':5', '5:'], found(), databases)).toEqual([]);
  });

  it('is answered with at most ten names of databases, without control characters', () => {
    const many = Array.from({ length: 12 }, (_, index) => ({ name: `n\u001b${index}`, problem: null }));
    const [sentence = ''] = unclear(['5'], found(...many.map(({ name }) => qualifiedId(name, '5'))), many);
    expect(sentence).toContain('and 2 more. Ask');
    expect(sentence).not.toContain('\u001b');
    const [other = ''] = unclear([`${'\u001b'.repeat(5)}dusk${'k'.repeat(1000)}:\u001b5`], found(), many);
    expect(other).toContain('Ask');
    expect(other).not.toContain('\u001b');
    expect(other.length).toBeLessThan(500);
  });
});
