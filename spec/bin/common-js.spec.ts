import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';
import { describe, expect, it } from '@jest/globals';

/** The program's files are turned by this before they are written; it isn't compiled. */
const place = fileURLToPath(new URL('../../../bin/common-js.js', import.meta.url));
const { asCommonJs } = (await import(place)) as { asCommonJs(text: string): string };

/** What a file exports, and what it has asked for by then. */
function loaded(text: string, others: Readonly<Record<string, unknown>> = {}) {
  const asked: string[] = [];
  const own = createRequire(import.meta.url);
  const require = (name: string) => {
    asked.push(name);
    return others[name] ?? own(name);
  };
  const module = { exports: {} as Record<string, unknown> };
  const body = new Script(`(function (module, require, __filename, __dirname) {${asCommonJs(text)}\n})`);
  body.runInThisContext()(module, require, '/opt/part.js', '/opt');
  return { exports: module.exports, asked };
}

const call = (what: unknown) => (what as () => unknown)();

describe('a file of the program', () => {
  it('imports and exports as before', () => {
    const other = { one: 1, other: 2 };
    const { exports, asked } = loaded(
      `import {\n  one,\n  other as second\n} from "./other.js";\nimport "./effect.js";\n` +
        `import path from "node:path";\nimport * as url from 'node:url';\n` +
        `var sum = one + second;\nvar kinds = [typeof path.join, typeof url.parse];\nexport {\n  kinds,\n  sum as total\n};\n`,
      { './other.js': other, './effect.js': {} },
    );
    expect(exports).toEqual({ kinds: ['function', 'function'], total: 3 });
    expect(asked).toEqual(['./other.js', './effect.js', 'node:path', 'node:url']);
  });

  it('imports dynamically what it imported dynamically, and has its own address', async () => {
    const text =
      'function late() { return import("./late.js"); }\nfunction packaged() { return import("re2js"); }\n' +
      'var places = [import.meta.url, import.meta.dirname];\nexport {\n  late,\n  packaged,\n  places\n};\n';
    const { exports, asked } = loaded(text, { './late.js': { is: 'late' }, re2js: { is: 'packaged' } });
    expect(exports.places).toEqual(['file:///opt/part.js', '/opt']);
    expect(asked).toEqual(['node:url']);
    expect(await call(exports.late)).toEqual({ is: 'late' });
    expect(await call(exports.packaged)).toEqual({ default: { is: 'packaged' } });
  });

  it('loads slow modules of Node only when they are used', () => {
    const { exports, asked } = loaded(
      `import { createHash } from 'node:crypto';\nimport { MessageChannel } from 'node:worker_threads';\n` +
        'function hash() { return createHash("md5").update("").digest("hex"); }\n' +
        'function ports() { return new MessageChannel(); }\nexport {\n  hash,\n  ports\n};\n',
    );
    expect(asked).toEqual([]);
    expect(call(exports.hash)).toBe('d41d8cd98f00b204e9800998ecf8427e');
    expect(call(exports.ports)).toHaveProperty('port1');
    expect(asked).toEqual(['node:crypto', 'node:worker_threads']);
  });

  it('has each line where it was, for its source map', () => {
    const text =
      '#!/usr/bin/env node\nimport {\n  a,\n  b\n} from "./other.js";\nvar c = a;\nexport {\n  c\n};\n';
    const turned = asCommonJs(text).split('\n');
    expect(turned[0]).toBe('#!/usr/bin/env node');
    expect(turned[5]).toBe('var c = a;');
    expect(turned.length).toBe(text.split('\n').length);
  });

  it('takes no words and comments of SQL in it for code', () => {
    const lines = [String.raw`"b/c": "SELECT \"a\", a -- 1\nSET a = 2",`, '"d/e": `a -- $1', 'SET a = 3`'];
    const text = `var a = 1;\nvar sql = {\n${lines.join('\n')}\n};\nexport {\n  a\n};\n`;
    expect(loaded(text).exports).toEqual({ a: 1 });
    expect(() => asCommonJs(text.replace('export', 'a = 4;\nexport'))).toThrow('a is exported');
  });

  it.each([
    ['gives an exported name another value', 'var a = 1;\nfunction b() {\n  a = 2;\n}\nexport {\n  a\n};\n'],
    ['uses a name that CommonJS gives', `import module from 'node:module';\n`],
    ['exports in another way', 'export default 1;\n'],
    ['asks for more of itself', 'var own = import.meta.resolve("a");\n'],
    ['imports late by a name that it works out', 'var late = import(name);\n'],
  ])('is refused if it %s', (_, text) => {
    expect(() => asCommonJs(text)).toThrow();
  });
});
