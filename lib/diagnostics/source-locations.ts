import { readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { pathToFileURL } from 'node:url';

/** Finds the source map of a file by its URL; null if it has none. */
type MapOf = (url: string) => Pick<SourceMap, 'findEntry'> | null;

/** A location in a file, as a stack writes it: with the file's URL, or with its path if it is CommonJS. */
const location = /((?:file:\/\/[^\s()]+?|(?<=\(|\bat )\/[^()\n]+?)\.js):(\d+):(\d+)/g;

/** A stack, or any text with locations in files, with the locations in the sources instead, where a map has them. */
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
 * The map beside a file of the bundled program, all of which is in one folder; null for any other file. Read when it is
 * first needed, and not by Node, which would read every map before it runs the file.
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
    // A stack is logged because something else went wrong: without a map it stays as it is.
    return null;
  }
}
