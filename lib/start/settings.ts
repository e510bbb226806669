import type { World } from '../commands/world.js';
import type { SettingsLayer } from '../settings/keys.js';
import {
  type ConfigPath,
  configPath,
  type SettingProblem,
  type SettingsRead,
  settingsFromEnvironment,
  settingsFromFile,
} from '../settings/read-settings.js';
import { resolveSettings, type Settings } from '../settings/resolve.js';
import type { Looks } from '../terminal/capabilities.js';
import { sanitize } from '../view/text/sanitize.js';

/** The settings; or the lines for stderr that say why there are none. */
export type SettingsFound =
  | { readonly kind: 'settings'; readonly settings: Settings }
  | { readonly kind: 'wrong'; readonly text: string };

const pathLimit = 4096;
const textLimit = 1000;

/** Flags over environment over configuration file. `config` is the file that a flag names; null for the usual one. */
export function settingsFor(flags: SettingsLayer, config: string | null, world: World): SettingsFound {
  const { environment, home } = world;
  const path = configFile(config, world);
  const isUnread = path !== null && world.isSilent?.(path.path) === true;
  const fromFile: SettingsRead =
    path === null || (isUnread && !path.named)
      ? { kind: 'said', said: {} }
      : isUnread
        ? unread(path.path)
        : settingsFromFile(path, home);
  const fromEnvironment = settingsFromEnvironment(environment);
  if (fromFile.kind === 'said' && fromEnvironment.kind === 'said') {
    return { kind: 'settings', settings: resolveSettings(flags, fromEnvironment.said, fromFile.said) };
  }
  const problems = [fromEnvironment, fromFile].flatMap((read) =>
    read.kind === 'problems' ? read.problems : [],
  );
  return { kind: 'wrong', text: `${problems.map(problemLine).join('\n')}\n` };
}

function unread(where: string): SettingsRead {
  const allowed = 'check what serves it, or leave --config out';
  return {
    kind: 'problems',
    problems: [{ where, key: null, fault: 'is on a disk that does not answer', allowed }],
  };
}

/** What to say of a usual configuration file on a disk that doesn't answer; null if there is nothing to say. */
export function unreadText(config: string | null, world: World): string | null {
  const path = configFile(config, world);
  if (path === null || path.named || world.isSilent?.(path.path) !== true) return null;
  return `The disk of ${path.path} does not answer: started without the configuration.`;
}

/** The configuration file; null where there is no home folder to look in. */
export function configFile(config: string | null, { environment, home }: World): ConfigPath | null {
  return configPath(config ?? (environment.JOBS_VIEW_CONFIG || null), environment, home);
}

/** The looks that the command line gives; settings that it leaves out are missing. */
export function glyphsSetting({
  ascii,
  unicode,
  color,
  sync,
}: Looks): Pick<SettingsLayer, 'glyphs' | 'color' | 'sync'> {
  return {
    ...(ascii === true ? { glyphs: 'ascii' } : unicode === true ? { glyphs: 'unicode' } : {}),
    ...(color === undefined ? {} : { color }),
    ...(sync === false ? { sync } : {}),
  };
}

/** The looks that the settings choose. */
export function looksOf({ glyphs, color, sync }: Settings): Looks {
  return { ascii: glyphs === 'ascii', unicode: glyphs === 'unicode', color, sync };
}

/** `jobs-view: FILE: "color" is "sometimes"; it can be "auto", "always" or "never"`. */
function problemLine({ where, key, fault, allowed }: SettingProblem): string {
  const subject = key === null ? '' : `"${sanitize(key, textLimit)}" `;
  return `jobs-view: ${sanitize(where, pathLimit)}: ${subject}${sanitize(fault, textLimit)}; ${allowed}`;
}
