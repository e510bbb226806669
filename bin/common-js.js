// Turns a file that esbuild made of ES modules into CommonJS, which Node loads in half the time: it has no loader to
// start and asks for no files beside the one that is named. What is imported from another file is taken from it once,
// since no file of the program changes what it exports after it was loaded. esbuild's own conversion looks it up at
// each use.

/** Modules of Node's that take long to load and that few starts use: each is loaded when a function of it is called. */
const late = [
  'node:child_process',
  'node:crypto',
  'node:fs/promises',
  'node:timers/promises',
  'node:worker_threads',
];
/** What of them is no function, or no class that is only made objects of. */
const atOnce = ['constants', 'parentPort', 'workerData'];

const names = (list) =>
  list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
    .map((name) => name.split(' as '));

/** As many line ends as a text has: what stands behind it stays on its line, which maps go by. */
const linesOf = (text) => text.replace(/[^\n]/g, '');

function imported(list, from) {
  const wanted = names(list);
  const module = `require(${JSON.stringify(from)})`;
  if (!late.includes(from) || wanted.some(([name]) => atOnce.includes(name)))
    return `const { ${wanted.map((pair) => pair.join(': ')).join(', ')} } = ${module};`;
  const calling = ([name, own = name]) =>
    /^[A-Z]/.test(name)
      ? `function ${own}(...given) { return new (${module}.${name})(...given); }`
      : `const ${own} = (...given) => ${module}.${name}(...given);`;
  return wanted.map(calling).join(' ');
}

/** A text with a name in quotation marks, as those of SQL have: words and comments in it look like code. */
const namedText = /(?<=": ?)(?:"(?:[^"\\]|\\.)*"|`(?:[^`\\$]|\\.|\$(?!\{))*`)/gs;

/** Throws where an exported name seems to get another value later. */
function checkExports(list, whole) {
  const text = whole.replace(namedText, '""');
  for (const [name] of names(list)) {
    const plain = name.replaceAll('$', '\\$');
    const set = new RegExp(
      `(?<![.\\w$'"]|(?:const|let|var) )${plain}\\s*(?:[-+*/|&?]{0,2}=(?![=>])|\\+\\+|--)`,
    );
    const isVariable = new RegExp(`^(?:var|let) (?:[^=;]*, )?${plain}\\b`, 'm').test(text);
    if (isVariable && set.test(text)) throw new Error(`${name} is exported, and given another value later`);
  }
}

/** The file as CommonJS. Throws where it can't be turned. */
export function asCommonJs(text) {
  const turned = text
    .replace(
      /^import \{([^}]*)\} from ["'](.+?)["'];$/gm,
      (text, list, from) => imported(list, from) + linesOf(text),
    )
    .replace(/^import (?:\* as )?([\w$]+) from ["'](.+?)["'];$/gm, 'const $1 = require("$2");')
    .replace(/^import ["'](.+?)["'];$/gm, 'require("$1");')
    .replace(/^export \{([^}]*)\};$/m, (whole, list) => {
      checkExports(list, text);
      const exported = names(list)
        .map(([name, own = name]) => (own === name ? name : `${own}: ${name}`))
        .join(', ');
      return `module.exports = { ${exported} };${linesOf(whole)}`;
    })
    .replace(/\bimport\(("\.\/[^"]+")\)/g, 'Promise.resolve().then(() => require($1))')
    .replace(/\bimport\(("[^"./][^"]*")\)/g, 'Promise.resolve().then(() => ({ default: require($1) }))')
    .replaceAll('import.meta.url', '$url')
    .replaceAll('import.meta.dirname', '__dirname');
  const taken =
    /^(?:var|let|const|class|(?:async )?function\*?) (?:module|exports|require|__filename|__dirname)\b.*$/m;
  const own = taken.exec(turned);
  if (own !== null) throw new Error(`This has a name that CommonJS gives: ${own[0]}`);
  const left = /^(?:import|export)\b.*$|\bimport\.meta.*$|\bimport\(.*$/m.exec(turned);
  if (left !== null) throw new Error(`This is not made for CommonJS: ${left[0]}`);
  const url = turned.includes('$url')
    ? 'const $url = require("node:url").pathToFileURL(__filename).href;'
    : '';
  return turned.replace(/^#!.*\n|^/, (first) => `${first}"use strict"; ${url}`);
}
