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
  'a start asked for columns %j, with %j chosen last and %j configured, has the first of these',
  (...of) => {
    const [one, two, three] = of;
    const view = { ...nothingSaved.view, panel: { ...defaultPanel, ...(two && { columns: two }) } };
    const given = {
      sort: { asked: null, usual: null },
      columns: { asked: one, usual: three },
      density: null,
    };
    const { columns } = firstPanel({ ...given, loaded: { ...nothingSaved, view } });
    expect(columns).toEqual(one ?? two ?? three ?? undefined);
  },
);
