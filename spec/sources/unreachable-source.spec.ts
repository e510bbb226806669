import { describe, expect, it } from '@jest/globals';
import type { Picture } from '../../lib/model/picture.js';
import type { Problem } from '../../lib/model/problem.js';
import { settled } from '../support/hand-clock.js';
import { PacedScene, windowFrom } from './paced-scene.js';

const window = windowFrom(40, 5);

/** The look that the jobs of an answer were read after. */
const readAfter = (answer: Picture | Problem) => ('window' in answer ? answer.window.jobs[0]?.name : answer);

describe('a source', () => {
  it.each(['no-link', 'no-access', 'no-server', 'no-entry', 'silent'] as const)(
    'keeps its last answer through the problem %s',
    async (code) => {
      const scene = new PacedScene();
      await scene.source.show(window);
      scene.problem = code;
      scene.change('b');
      await settled();
      expect(readAfter(await scene.source.show(window))).toBe('a');
      expect(scene.source.problem?.code).toBe(code);
      scene.problem = null;
      scene.change('c');
      await settled();
      expect(readAfter(await scene.source.show(window))).toBe('c');
    },
  );

  it('is not silent forever after a look that failed', async () => {
    const scene = new PacedScene();
    await scene.source.show(window);
    scene.isBlind = true;
    await expect(scene.source.look()).rejects.toThrow('blind');
    await scene.pass(60_000);
    expect(scene.source.problem).toBeNull();
  });
});
