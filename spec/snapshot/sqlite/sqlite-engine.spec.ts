import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { everyJob } from '../../../lib/model/filter.js';
import { countedPicture, pictureBySql } from '../queries/counted-picture.js';
import { asOf, QueueDatabase, wholeList } from '../queries/queue-database.js';

describe('a text that begins with a byte-order mark', () => {
  const name = '\ufeffa parser with a mark before its name';
  let database: QueueDatabase;
  beforeAll(async () => {
    database = await QueueDatabase.of('A', 'none');
    database.add({ id: 7, plugin_name: name, status: 'FAILED' });
  });
  afterAll(() => database.close());

  it('is read with its mark', () => {
    expect(database.picture().window.jobs).toMatchObject([{ name }]);
  });

  it.each([
    ['the index', countedPicture],
    ['SQL', pictureBySql],
  ])('finds its job as a filter by %s', (_, picture) => {
    const request = { ...wholeList, filter: { ...everyJob, parser: name } };
    expect(picture(database.bytes(), request, asOf).window).toMatchObject({
      matching: 1,
      jobs: [{ id: '7' }],
    });
  });

  it('is still decoded without the mark by other decoders', () => {
    expect(new TextDecoder().ignoreBOM).toBe(false);
    expect(new TextDecoder().decode(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61))).toBe('a');
  });
});
