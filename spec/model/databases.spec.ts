import { describe, expect, it } from '@jest/globals';
import { failedElsewhere } from '../../lib/model/databases.js';
import { noCounts, type Picture, type PicturedDatabase } from '../../lib/model/picture.js';
import { databaseRow } from '../machine/panel-rows.js';
import { pictureOf } from '../view/scene.js';

/** A database of which that many jobs failed. */
function database(name: string, failed: number, isIncluded: boolean): PicturedDatabase {
  return databaseRow(name, { counts: { ...noCounts, failed }, isIncluded, isListed: isIncluded });
}

const picture = (...databases: readonly PicturedDatabase[]): Picture => pictureOf([], { databases });

describe('the number of failures in databases that two pictures do not count', () => {
  it('is that of the other databases while one is shown alone', () => {
    const one = picture(database('shown', 1, true), database('other', 2, false));
    const two = picture(database('shown', 5, true), database('other', 4, false));
    expect(failedElsewhere(one, two)).toBe(2);
  });

  it('is that of all databases if others are counted than before', () => {
    const one = picture(database('shown', 1, true), database('other', 2, true));
    const two = picture(database('shown', 5, true), database('other', 4, false));
    expect(failedElsewhere(one, two)).toBe(6);
  });

  it('is 0 if fewer jobs are failed, or the earlier count is unknown', () => {
    const one = picture(database('other', 2, false));
    const two = picture(database('other', 1, false), database('new', 7, false));
    expect(failedElsewhere(one, two)).toBe(0);
  });
});
