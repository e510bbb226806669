import { describe, expect, it } from '@jest/globals';
import { bindingGroups } from '../../../lib/machine/keymap/binding.js';
import { keymap } from '../../../lib/machine/keymap/keymap.js';
import { modes } from '../../../lib/machine/modes.js';
import type { Mode } from '../../../lib/machine/state/state.js';

const modeNames = Object.keys(modes) as Mode[];

/** Names of keys longer than one sign, as the terminal layer sends them. */
const keyName =
  /^(?:[!-~]|(?:Ctrl|Alt)-[a-z]|Up|Down|Left|Right|PageUp|PageDown|Home|End|Enter|Escape|Backspace|Space|Tab|Shift-Tab|F[1-9])$/;

describe('the keymap', () => {
  it.each(modeNames)('gives each key one meaning in %s', (mode) => {
    const keys = keymap.filter((binding) => binding.modes.includes(mode)).flatMap((binding) => binding.keys);
    expect(keys.length).toBeGreaterThan(0);
    expect([...new Set(keys)]).toEqual(keys);
  });

  it('uses only key names that the terminal layer sends', () => {
    for (const key of keymap.flatMap((binding) => binding.keys)) expect(key).toMatch(keyName);
  });

  it('has a label in ASCII and a description for every binding', () => {
    for (const binding of keymap) {
      expect(binding.asciiLabel ?? binding.label).toMatch(/^[ -~]+$/);
      expect(binding.description).toMatch(/\w/);
    }
  });

  it('lists bindings group by group, in the order of the groups', () => {
    const order = keymap.map(({ group }) => (bindingGroups as readonly string[]).indexOf(group));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(new Set(order).size).toBe(bindingGroups.length);
  });
});
