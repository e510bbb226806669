import { expect, it } from '@jest/globals';
import { defaultPanel } from '../../lib/model/saved-view.js';
import { firstPanel, nothingSaved } from '../../lib/start/memory.js';

const asked = [['size'], null];
const chosen = [['worker'], [], undefined];
const usual = [['retries'], null];
const each = asked.flatMap((one) =>
  chosen.flatMap((two) => usual.map((three) => [one, two, three] as const)),
);

it.each(each)(
  'a start asked for columns %j, with %j chosen last and %j configured, has the first of these, and so it is with times',
  (...of) => {
    const [one, two, three] = of;
    const chosenLast = two && { columns: two, times: 'ages' as const };
    const view = { ...nothingSaved.view, panel: { ...defaultPanel, ...chosenLast } };
    const given = {
      sort: { asked: null, usual: null },
      columns: { asked: one, usual: three },
      density: null,
      times: { asked: one && ('utc' as const), usual: three && ('local' as const) },
    };
    const { columns, times } = firstPanel({ ...given, loaded: { ...nothingSaved, view } });
    expect(columns).toEqual(one ?? two ?? three ?? undefined);
    expect(times).toBe(one ? 'utc' : two || !three ? 'ages' : 'local');
  },
);
