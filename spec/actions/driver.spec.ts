import { describe, expect, it } from '@jest/globals';
import { maySafelyCheckpoint } from '../../lib/actions/driver/driver.js';
import { needs } from '../support/needs.js';
import { driverContract } from './driver-contract.js';

/** Node's own SQLite is tried where Node has one (`npm run nodes`). */
if (process.versions.sqlite !== undefined)
  describe('the driver node:sqlite', () => driverContract('node:sqlite'));
needs('better-sqlite3').describe('the driver better-sqlite3', () => driverContract('better-sqlite3'));

describe('maySafelyCheckpoint', () => {
  it.each([
    ['3.47.2', false],
    ['3.51.2', false],
    ['3.51.3', true],
    ['3.54.0', true],
    ['4.0.0', true],
  ])('of SQLite %s is %s', (version, expected) => expect(maySafelyCheckpoint(version)).toBe(expected));
});
