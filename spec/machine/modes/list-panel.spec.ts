import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { transition } from '../../../lib/machine/events.js';
import { topOfPanel } from '../../../lib/machine/lines/panel-top.js';
import { requestFor } from '../../../lib/machine/requests/picture-request.js';
import { chosenIndex } from '../../../lib/machine/state/list-panel.js';
import type { JobsState } from '../../../lib/machine/state/state.js';
import { stateIn, viewMetrics } from '../transition-scene.js';

/** Twenty causes; those of places 1 and 11 are DiskFull, and five rows fit. */
const opened = (): JobsState => ({
  ...stateIn('CAUSES_PANEL'),
  panelPosition: { key: null, index: 0, top: 0 },
});

/** The same panel with causes of these texts. */
function withRows(texts: readonly string[]): JobsState {
  const state = opened();
  const { connection } = state;
  if (connection.kind !== 'live' || !connection.picture.causes) throw new Error('no causes');
  const { causes } = connection.picture;
  const groups = texts.map((text, index) => ({
    ...{ key: `cause ${index}`, text, count: 1, names: [], moreNames: 0 },
    ...{ firstAt: 1, lastAt: 2, sample: '4' },
  }));
  const picture = { ...connection.picture, causes: { ...causes, groups } };
  return { ...state, connection: { ...connection, picture } };
}

function after(state: JobsState, ...keys: readonly string[]): JobsState {
  return keys.reduce((before, key) => transition(before, { type: 'key', key }, viewMetrics).state, state);
}

const place = ({ panelPosition: { key, top } }: JobsState) => [key, top];

describe('a panel of rows', () => {
  it('searches in whatever case, goes to the others round the ends, and says when there is none', () => {
    const found = after(opened(), '/', 'd', 'I', 's', 'k', 'Enter');
    expect(place(found)).toEqual(['cause 1', 0]);
    expect(place(after(found, 'n'))).toEqual(['cause 11', 7]);
    expect(place(after(found, 'n', 'n'))).toEqual(['cause 1', 1]);
    expect(place(after(found, 'N'))).toEqual(['cause 11', 7]);
    expect(place(after(found, 'N', 'N'))).toEqual(['cause 1', 1]);
    const none = after(opened(), 'j', '/', 'z', 'z', 'Enter');
    expect(place(none)).toEqual(['cause 1', 0]);
    expect(after(none, 'n').notice?.text).toBe('No match for “zz”');
  });

  it('finds every row that contains the text once in a round, from whichever row the search begins', () => {
    const rows = fc.array(fc.constantFrom('DiskFull', 'KeyError'), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(rows, fc.nat(8), fc.constantFrom('n', 'N'), (texts, at, key) => {
        const begun = withRows(texts);
        const steps = Array.from({ length: at % texts.length }, () => 'j');
        const matches = texts.flatMap((text, index) => (text === 'DiskFull' ? [index] : []));
        let state = after(begun, ...steps, '/', 'd', 'i', 's', 'k', 'Enter');
        const found = matches.map(() => {
          state = after(state, key);
          return chosenIndex(state);
        });
        expect(found.toSorted((one, other) => Number(one) - Number(other))).toEqual(matches);
        const first = matches.find((index) => index >= steps.length) ?? matches[0] ?? steps.length;
        // A whole round leads back to where the typed search stood.
        expect(chosenIndex(state)).toBe(first);
      }),
    );
  });

  it('goes back to where the search began when that is given up', () => {
    const state = after(opened(), 'G', '/', 'D', 'i', 's', 'k');
    expect(place(state)).toEqual(['cause 1', 1]);
    expect(place(after(state, 'Escape'))).toEqual(['cause 19', 15]);
    expect(place(after(state, 'Backspace', 'Backspace', 'Backspace', 'Backspace'))).toEqual(['cause 19', 15]);
  });

  it('keeps the chosen row where rows come and go, and asks for what is said of it', () => {
    const state = after(opened(), 'j', 'j');
    expect(requestFor(state).causes).toEqual({ sampleOf: 'cause 2' });
    const { connection } = state;
    if (connection.kind !== 'live') throw new Error('no picture');
    const { causes } = connection.picture;
    if (!causes) throw new Error('no causes');
    const changed = (groups: typeof causes.groups): JobsState => ({
      ...state,
      connection: { ...connection, picture: { ...connection.picture, causes: { ...causes, groups } } },
    });
    expect(requestFor(changed([...causes.groups].reverse())).causes).toEqual({ sampleOf: 'cause 2' });
    expect(requestFor(changed(causes.groups.filter(({ key }) => key !== 'cause 2'))).causes).toEqual({
      sampleOf: 'cause 3',
    });
    expect(requestFor(changed(causes.groups.slice(0, 1))).causes).toEqual({ sampleOf: 'cause 0' });
  });

  it('has the chosen row in sight, and moves no further than it must', () => {
    expect(topOfPanel(3, 5, 20, 5)).toBe(3);
    expect(topOfPanel(3, 8, 20, 5)).toBe(4);
    expect(topOfPanel(3, 1, 20, 5)).toBe(1);
    expect(topOfPanel(18, 19, 20, 5)).toBe(15);
    expect(topOfPanel(3, 2, 4, 5)).toBe(0);
  });
});
