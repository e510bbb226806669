import type { JsonObject } from '../model/sound-json.js';
import { type SettingKey, settingKeys, settingNames } from './keys.js';
import { objectOf } from './kinds.js';

/** The key of the configuration file by which editors find its schema. It sets nothing. */
export const schemaKey = '$schema';

/** What the configuration file may hold, as a JSON Schema for editors (draft 2020-12). */
export function settingsSchema(): JsonObject {
  const properties: Record<string, unknown> = { [schemaKey]: { type: 'string' } };
  const groups: Record<string, Record<string, unknown>> = {};
  for (const name of settingNames) {
    const { keyPath, kind, description }: SettingKey<unknown> = settingKeys[name];
    const [first, inner] = keyPath;
    const said = { description: description.replaceAll('`', ''), ...kind.schema };
    if (inner === undefined) properties[first] = said;
    else groups[first] = { ...groups[first], [inner]: said };
  }
  for (const [name, own] of Object.entries(groups)) properties[name] = objectOf(own);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'The configuration of jobs-view',
    ...objectOf(properties),
  };
}
