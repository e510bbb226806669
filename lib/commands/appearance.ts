import { keymap } from '../machine/keymap/keymap.js';
import { offsetText } from '../model/filter/point-in-time.js';
import { capabilities, type Environment, type Looks } from '../terminal/capabilities.js';
import type { Appearance } from '../view/appearance.js';
import { utcZone, type Zone } from '../view/format/times.js';
import { asciiOnly, sanitize } from '../view/text/sanitize.js';
import type { World } from './world.js';

/** How far this host's clocks are ahead of UTC at an instant, ms. */
function offsetAt(instant: number): number {
  const behind = new Date(instant).getTimezoneOffset();
  return Number.isNaN(behind) ? 0 : -behind * 60_000;
}

/** English names zones of its own countries alone: Europe's in Britain, America's in America. */
const countries = ['en-US', 'en-GB', 'en-AU', 'en-IN'];

function abbreviationAt(instant: number): string | null {
  for (const country of countries) {
    const parts = new Intl.DateTimeFormat(country, { timeZoneName: 'short' }).formatToParts(instant);
    const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
    if (/^[A-Z]{2,5}$/.test(name)) return name;
  }
  return null;
}

/** Names by offset: to ask for one costs more than the row that it is in. */
const names = new Map<number, string>();

function nameAt(instant: number): string {
  const offset = offsetAt(instant);
  const name = names.get(offset) ?? abbreviationAt(instant) ?? offsetText(offset);
  names.set(offset, name);
  return name;
}

/** The zone of this host, or of the variable TZ: `CET` in winter and `CEST` in summer, else `+05:45`. */
export const localZone: Zone = { offsetAt, nameAt };

/** How the database at `path` is shown in this world. */
export function appearanceOf(path: string, world: World, looks: Looks = {}): Appearance {
  const { unicode } = capabilities(world.environment, { ...looks, isTTY: world.output.isTTY === true });
  const { zone, times = 'ages' } = looks;
  const shown = { zone: zone === 'local' ? localZone : utcZone, localZone, times };
  return { unicode, home: world.home, databaseLabel: path, host: world.host, keys: keymap, ...shown };
}

/** Why there is no dashboard on a terminal on which the cursor can't be placed, and what to do about it. */
export function dumbText({ TERM }: Environment): string {
  const name = asciiOnly(sanitize(TERM ?? '', 40));
  const which = name === '' ? 'TERM is not set' : `TERM=${name}`;
  return (
    `${which}: this terminal cannot move the cursor, so the list is printed once.\n` +
    'For the dashboard, set TERM to the real terminal type, as in: TERM=xterm-256color jobs-view'
  );
}
