import { readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { tracebackIn } from '../../lib/model/traceback/traceback.js';
import { expected, fixture, folder } from './traceback-scene.js';

describe('a traceback as a runtime writes it', () => {
  it('is expected for every fixture', () => {
    expect(Object.keys(expected).sort()).toEqual(
      readdirSync(folder)
        .map((name) => name.replace(/\.txt$/, ''))
        .sort(),
    );
  });

  it.each(Object.entries(expected))('%s', (name, traceback) => {
    expect(tracebackIn(fixture(name))).toEqual(traceback);
  });
});
