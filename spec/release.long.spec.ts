import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { testFolder } from './support/test-folder.js';

const script = fileURLToPath(new URL('../../release.js', import.meta.url));
const dated = '## [Unreleased]\n\n## [1.2.3] - 2026-01-13\n\n### Fixed\n\n- A fault.\n';
const identity = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };

const address = 'https://a.invalid';
const addresses = { repository: address, bugs: address, homepage: address };

/** A repository with a program of version 1.2.3, one commit old, and the script in it. */
function repository(changelog = dated, lock = '1.2.3', fields: object = addresses) {
  const folder = testFolder();
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  const scripts = { build: `node -e "fs.writeFileSync('program.js','')"` };
  const named = { name: 'some', version: '1.2.3', files: ['program.js'], scripts };
  write('package.json', JSON.stringify({ ...named, ...fields }));
  write('package-lock.json', JSON.stringify({ version: lock }));
  write('CHANGELOG.md', `# Changes\n\n${changelog}`);
  write('.gitignore', '*.tgz\nprogram.js\n');
  const env = { ...process.env, ...identity, npm_config_update_notifier: 'false' };
  const git = (...args: readonly string[]) =>
    execFileSync('git', args, { cwd: folder, env, encoding: 'utf8' }).trim();
  git('init', '--quiet');
  git('config', 'user.name', 'a');
  git('config', 'user.email', 'a@b.invalid');
  git('add', '.');
  git('commit', '--quiet', '--message', 'Begin');
  const release = (...args: readonly string[]) =>
    spawnSync(process.execPath, [script, ...args], { cwd: folder, env, encoding: 'utf8' });
  return { folder, git, release, packed: () => readdirSync(folder).filter((name) => name.endsWith('.tgz')) };
}

describe('a release', () => {
  it('is listed in a dry run, and made only without', () => {
    const { git, release, packed } = repository();
    const dry = release('--dry-run');
    expect(dry).toMatchObject({ status: 0, stderr: '' });
    expect(dry.stdout).toMatch(
      / program\.js\nIt would be packed as some-1\.2\.3\.tgz, 2 files,.*tagged as v1\.2\.3\.\n$/s,
    );
    expect([git('tag'), packed()]).toEqual(['', []]);
    expect(release()).toMatchObject({ status: 0, stderr: '' });
    expect([git('tag'), packed()]).toEqual(['v1.2.3', ['some-1.2.3.tgz']]);
    expect(git('cat-file', '-t', 'v1.2.3')).toBe('tag');
    expect(release()).toMatchObject({ status: 1, stderr: expect.stringContaining('a tag v1.2.3 already') });
  });

  it('needs the addresses of the program, and a dry run warns where package.json lacks some', () => {
    const { git, release, packed } = repository(dated, '1.2.3', { bugs: address });
    const lacks = 'package.json needs repository, homepage before a release.\n';
    expect(release('--dry-run')).toMatchObject({ status: 0, stderr: `Warning: ${lacks}` });
    expect(release()).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining(`- ${lacks}`) });
    expect([git('tag'), packed()]).toEqual(['', []]);
  });

  const none = /no section ## \[1\.2\.3\]/;
  it.each<[string, string, RegExp, string?]>([
    ['the changelog has no section for the version', dated.replace('1.2.3', '1.2.30'), none],
    ['its section has no date', dated.replace(/ - 2026.*/, ''), none],
    ['its section is empty', dated.replace('- A fault.', `## [1.2.2] - 2026-01-12`), /lists nothing/],
    ['something is unreleased', dated.replace('\n\n', '\n\n- A.\n\n'), /entries under Unreleased/],
    ['the lock file has another version', dated, /package-lock\.json has another version/, '1.2.2'],
  ])('is refused if %s', (_, changelog, reason, ...[lock]) => {
    const { git, release, packed } = repository(changelog, lock);
    expect(release()).toMatchObject({ status: 1, stdout: '', stderr: expect.stringMatching(reason) });
    expect([git('tag'), packed()]).toEqual(['', []]);
  });

  it('is refused if something is not committed', () => {
    const { folder, git, release } = repository();
    appendFileSync(join(folder, 'CHANGELOG.md'), '\n');
    expect(release()).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/released:\n- There are changes that are not committed\.\n$/),
    });
    expect(git('tag')).toBe('');
  });
});
