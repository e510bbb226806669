import { afterAll, describe, expect, it } from '@jest/globals';
import { expectGolden, likeOf } from '../support/golden.js';
import { drawn } from '../view/scene.js';
import { closeScene, goldens, nameOf, shownOf } from './scenes.js';

afterAll(closeScene);

/** Those that others are like come first, so that an update compares the others with what is new. */
const inOrder = [true, false].flatMap((isWhole) =>
  goldens.filter((golden) => (likeOf(nameOf(golden)) === null) === isWhole),
);

describe('the golden file', () => {
  it.each(inOrder.map((golden) => [nameOf(golden), golden] as const))(
    '%s is what the terminal shows, just as the view has drawn it',
    async (name, golden) => {
      const { frame, terminal } = await shownOf(golden);
      // Charts are drawn by their widgets.
      if (!frame.tables && !frame.gauges) expect(terminal.text().trimEnd()).toBe(drawn(frame).trimEnd());
      expectGolden(name, terminal.text());
    },
  );
});
