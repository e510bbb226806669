import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '../support/temporary-folder.js';
import { ModuleGraph } from './nearest-specs.js';

/** Compiled files of a small repository, and what each names. */
const files = {
  ...{ 'lib/a/one.js': [], 'lib/a/two.js': ['./one.js'], 'lib/a/alone.js': [] },
  ...{ 'bin/tool.js': ['../lib/a/alone.js'], 'spec/a/one.spec.js': ['../../lib/a/one.js'] },
  ...{ 'spec/a/one-more.spec.js': ['../../lib/a/one.js'], 'spec/a/two.spec.js': ['../../lib/a/two.js'] },
  ...{ 'spec/b/other.spec.js': ['../../lib/a/one.js'], 'spec/b/further.spec.js': ['../../lib/a/two.js'] },
  ...{ 'spec/support/pty.js': [], 'spec/b/terminal.spec.js': ['../support/pty.js', '../../lib/c/three.js'] },
  ...{ 'spec/b/through.spec.js': ['../../lib/c/four.js'], 'lib/c/three.js': [] },
  ...{ 'lib/c/four.js': ['./three.js'], 'spec/b/whole.spec.js': ['../../program/tool.js'] },
};
const folder = temporaryFolder();

beforeAll(() => {
  for (const [path, named] of Object.entries(files)) {
    const file = folder.file(`dist/${path}`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, named.map((each) => `import '${each}';\n`).join(''));
  }
});

afterAll(() => {
  folder.remove();
});

const nearest = (module: string, most: number, without?: RegExp) =>
  new ModuleGraph(folder.path, without).nearest(module, most).map(({ path }) => path);

describe('the list of the nearest specs', () => {
  it('begins with the mirror of the module, and goes on by the number of imports', () => {
    expect(nearest('dist/lib/a/one.js', 9)).toEqual([
      'dist/spec/a/one-more.spec.js',
      'dist/spec/a/one.spec.js',
      'dist/spec/a/two.spec.js',
      'dist/spec/b/other.spec.js',
      'dist/spec/b/further.spec.js',
    ]);
    expect(nearest('dist/lib/a/one.js', 2)).toHaveLength(2);
  });

  it('leaves out specs whose path matches', () => {
    expect(nearest('dist/lib/a/one.js', 9, /a\/one/)).not.toContain('dist/spec/a/one.spec.js');
  });

  it('has a spec that starts the program only where no other is as near', () => {
    expect(nearest('dist/lib/a/alone.js', 9)).toEqual(['dist/spec/b/whole.spec.js']);
    expect(nearest('dist/lib/c/three.js', 9)).toEqual(['dist/spec/b/through.spec.js']);
    expect(new ModuleGraph(folder.path).isOfProgram('dist/spec/b/whole.spec.js')).toBe(true);
    expect(new ModuleGraph(folder.path).isOfProgram('dist/spec/b/terminal.spec.js')).toBe(false);
  });
});
