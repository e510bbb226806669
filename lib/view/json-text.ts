/** Longer texts are shown as they are: nobody reads that much JSON, and parsing it takes time. */
const longest = 262_144;

/**
 * JSON with a line for each member and element, indented, every value exactly as it was written; null for text
 * that isn't a single JSON object or array.
 */
export function indentedJson(text: string): string | null {
  const json = text.trim();
  if (json.length > longest || !/^[[{]/.test(json) || !isJson(json)) return null;
  let depth = 0;
  const lineBreak = () => `\n${'  '.repeat(Math.min(depth, deepest))}`;
  return json.replace(tokens, (token) => {
    switch (token) {
      case '{':
      case '[':
        depth += 1;
        return token + lineBreak();
      case '}':
      case ']':
        depth -= 1;
        return lineBreak() + token;
      case ',':
        return token + lineBreak();
      case ':':
        return ': ';
      default:
        // Empty objects and arrays stay on their line; blanks between values are removed.
        return /^\s/.test(token) ? '' : token.replace(/^([{[])\s*([}\]])$/, '$1$2');
    }
  });
}

const deepest = 20;
const tokens = /"(?:[^"\\]|\\.)*"|\{\s*\}|\[\s*\]|[{}[\],:]|\s+/g;

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    // Text that isn't JSON is shown unchanged.
    return false;
  }
}
