import { afterEach, beforeEach, expect } from '@jest/globals';
import blessed from 'blessed';
import { type LeakWatch, watchForLeaks } from '../support/leaks.js';
import { type Stage, type StageOptions, stage } from './stage.js';

/**
 * For the body of a `describe`: makes stages that are closed after each test, which must leave nothing behind.
 * `usual` holds where the test itself doesn't say.
 */
export function watchedStages(usual: StageOptions = {}): (options?: StageOptions) => Stage {
  let leaks: LeakWatch;
  const stages: Stage[] = [];
  beforeEach(() => {
    leaks = watchForLeaks();
  });
  afterEach(async () => {
    for (const one of stages.splice(0)) one.close();
    await leaks.expectNone();
    expect(blessed.Screen.instances).toEqual([]);
    expect(blessed.Program.instances).toEqual([]);
  });
  return (options) => {
    const one = stage({ ...usual, ...options });
    stages.push(one);
    return one;
  };
}
