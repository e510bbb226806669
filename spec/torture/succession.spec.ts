import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Reach, type Shown, Succession } from './succession.js';

/** Something that took place at one instant between its beginning and its end. */
interface Span {
  readonly began: number;
  readonly ended: number;
}

/** Commits by chain, in their order, and what was read one after another. */
interface History {
  readonly chains: readonly (readonly Span[])[];
  readonly reads: readonly (Span & { readonly reach: Reach })[];
}

/** Whether there is one order of everything, in which each thing comes after all that had ended before it began. */
function isLinearizable({ chains, reads }: History, done: readonly number[] = [0, 0], read = 0): boolean {
  if (read === reads.length) return true;
  const left = chains.flatMap((chain, at) => chain.slice(done[at]));
  const mayBeNext = ({ began }: Span) => ![...left, ...reads.slice(read)].some(({ ended }) => ended < began);
  const next = reads[read];
  const isRead = next?.reach.every((shows, chain) => shows === done[chain]) ?? false;
  if (next !== undefined && isRead && mayBeNext(next) && isLinearizable({ chains, reads }, done, read + 1))
    return true;
  return chains.some((chain, at) => {
    const commit = chain[done[at] ?? 0];
    const after = done.map((number, other) => (other === at ? number + 1 : number));
    return commit !== undefined && mayBeNext(commit) && isLinearizable({ chains, reads }, after, read);
  });
}

const lastOf = (spans: readonly Span[], isIt: (span: Span) => boolean) => spans.findLastIndex(isIt) + 1;

function shownOf({ chains }: History, { began, ended, reach }: Span & { readonly reach: Reach }): Shown {
  const before = (time: number) => chains.map((chain) => lastOf(chain, (commit) => commit.ended < time));
  return {
    reach,
    least: before(began),
    // A commit that was begun early may still wait for one that was begun late.
    most: chains.map((chain) =>
      [...chain, { began: Number.POSITIVE_INFINITY }].findIndex((commit) => commit.began > ended),
    ),
    seen: chains.map((chain, at) =>
      before(Math.max(0, ...chain.slice(0, reach[at]).map((commit) => commit.began))),
    ),
  };
}

/** When something took place, and how long before and after that it began and ended. */
const someTime = fc.record({
  ...{ at: fc.nat(20), before: fc.nat(8), after: fc.nat(8), isAcknowledged: fc.boolean() },
});
const aRead = fc.record({ time: someTime, reach: fc.tuple(fc.nat(3), fc.nat(3)) });

const aHistory: fc.Arbitrary<History> = fc
  .record({
    commits: fc.tuple(fc.array(someTime, { maxLength: 3 }), fc.array(someTime, { maxLength: 3 })),
    pictures: fc.array(aRead, { minLength: 1, maxLength: 3 }),
  })
  .map(({ commits, pictures }) => {
    const chains = commits.map((chain) =>
      chain
        .toSorted((one, other) => one.at - other.at)
        .map(({ at, before, after, isAcknowledged }) => ({
          began: at - before,
          ended: isAcknowledged ? at + after : Number.POSITIVE_INFINITY,
        })),
    );
    let free = Number.NEGATIVE_INFINITY;
    const reads = pictures
      .toSorted((one, other) => one.time.at - other.time.at)
      .map(({ time: { at, before, after }, reach }) => {
        const began = Math.max(at - before, free);
        const ended = Math.max(at + after, began);
        free = ended + 0.5;
        return {
          began,
          ended,
          reach: reach.map((shows, chain) => Math.min(shows, chains[chain]?.length ?? 0)),
        };
      });
    return { chains, reads };
  });

describe('the succession checker', () => {
  it('accepts exactly the histories that a search over all orders finds linearizable', () => {
    const found = { right: 0, wrong: 0 };
    fc.assert(
      fc.property(aHistory, (history) => {
        const succession = new Succession();
        const faults = history.reads.flatMap((read) => succession.judge(shownOf(history, read)));
        const isRight = isLinearizable(history);
        found[isRight ? 'right' : 'wrong'] += 1;
        expect([isRight, faults]).toEqual([
          isRight,
          isRight ? [] : expect.arrayContaining([expect.anything()]),
        ]);
      }),
      { numRuns: 500 },
    );
    expect(Math.min(found.right, found.wrong)).toBeGreaterThan(20);
  });
});
