import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { expectNothingLeft } from '../support/nothing-left.js';
import { settled, stage } from './session-stage.js';

type Stage = ReturnType<typeof stage>;

const things: Readonly<Record<string, (given: Stage) => unknown>> = {
  enter: ({ session }) => session.enter(),
  leave: ({ session }) => session.leave(),
  suspend: ({ session }) => session.suspend(),
  'loan that ends at once': ({ session }) => session.lend(async () => 'well').catch(() => undefined),
  'another size': ({ output }) => output.emit('resize'),
  'half a key': ({ input }) => input.emit('data', Buffer.from('\x1b[')),
  focus: ({ input }) => input.emit('data', Buffer.from('\x1b[I')),
  'signal to continue': ({ host }) => host.emit('SIGCONT'),
  'time that passes': ({ elapse }) => elapse(),
};

describe('a terminal session', () => {
  it('holds no timer or handler once it is closed, and has no focus once it has left', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...Object.keys(things)), { maxLength: 12 }),
        fc.array(fc.boolean(), { maxLength: 12 }),
        async (names, inBackground) => {
          const given = stage({}, { inBackground: [...inBackground] });
          for (const name of names) {
            await things[name]?.(given);
            await settled();
            if (name === 'leave') expect(given.session.focused).toBeNull();
          }
          await expectNothingLeft();
          const before = given.log.length;
          given.elapse();
          expect(given.log).toHaveLength(before);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
