import { describe, expect, it } from '@jest/globals';
import { databaseOf, hasOwnId, jobInWords, localId, qualifiedId, storedId } from '../../lib/model/job.js';

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
