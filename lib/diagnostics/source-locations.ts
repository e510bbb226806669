import { readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { pathToFileURL } from 'node:url';

/** What is known of where the parts of a file come from; null where nothing is. */
export type MapOf = (url: string) => Pick<SourceMap, 'findEntry'> | null;

/** A location in a file, as a stack names it: by its address, or CommonJS by its path. */
const location = /((?:file:\/\/[^\s()]+?|(?<=\(|\bat )\/[^()\n]+?)\.js):(\d+):(\d+)/g;

/** A stack, or any text with locations in files, that names the sources instead, as far as maps tell of them. */
export function withSourceLocations(text: string, mapOf: MapOf = mapBeside): string {
  return text.replace(location, (found, file: string, line: string, column: string) => {
    const entry = mapOf(file.startsWith('/') ? pathToFileURL(file).href : file)?.findEntry(
      Number(line) - 1,
      Number(column) - 1,
    );
    if (entry === undefined || !('originalSource' in entry)) return found;
    const source = entry.originalSource.replace(/^(?:\.\.\/)+/, '');
    return `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  });
}

const maps = new Map<string, SourceMap | null>();

/**
 * The map of a file of the program, where it is bundled: all of it stands in one folder then. Read when it is asked for
 * first, and not by Node, which would read every map before it runs the file.
 */
function mapBeside(url: string): SourceMap | null {
  if (!url.startsWith(new URL('.', import.meta.url).href)) return null;
  let map = maps.get(url);
  if (map === undefined) {
    map = loaded(url);
    maps.set(url, map);
  }
  return map;
}

function loaded(url: string): SourceMap | null {
  try {
    return new SourceMap(JSON.parse(readFileSync(new URL(`${url}.map`), 'utf8')) as SourceMapPayload);
  } catch {
    // Whoever writes a stack down has trouble enough: it stays as it is.
    return null;
  }
}
