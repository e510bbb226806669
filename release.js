// `npm run release`: checks that this commit can be released as the version in package.json, makes the package, and tags
// the commit. Nothing is pushed or published.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const usage = `npm run release -- [--dry-run]
  (nothing)    builds, packs into jobs-view-VERSION.tgz, and tags the commit as vVERSION
  --dry-run    checks, builds, and lists what would be packed; only warns where package.json has no addresses
  --help       prints this
`;
const given = process.argv.slice(2);
const unknown = given.filter((word) => !['--dry-run', '--help'].includes(word));
if (unknown.length > 0 || given.includes('--help')) {
  (unknown.length > 0 ? process.stderr : process.stdout).write(usage);
  process.exit(unknown.length > 0 ? 2 : 0);
}

const isDry = given.includes('--dry-run');
const json = (path) => JSON.parse(readFileSync(path, 'utf8'));
const { name, version, ...manifest } = json('package.json');
const tag = `v${version}`;
const git = (...args) => execFileSync('git', args, { encoding: 'utf8' }).trim();

/** The text of the changelog's section that begins with a heading; null if there is none. */
function section(heading) {
  const sections = readFileSync('CHANGELOG.md', 'utf8').split(/^## /m);
  return sections.find((each) => heading.test(each.split('\n', 1)[0]))?.replace(/^.*\n/, '') ?? null;
}

/** What keeps this commit from being released. */
function obstacles() {
  const number = version.replaceAll('.', '\\.');
  const dated = section(new RegExp(`^\\[${number}\\] - \\d{4}-\\d\\d-\\d\\d$`));
  const found = [
    [dated === null, `CHANGELOG.md has no section ## [${version}] - YEAR-MONTH-DAY.`],
    [
      dated !== null && !/^### (Added|Changed|Deprecated|Removed|Fixed|Security)\n\n- /m.test(dated),
      `The section of ${version} in CHANGELOG.md lists nothing as Added, Changed or Fixed.`,
    ],
    [
      /^- /m.test(section(/^\[?Unreleased\]?$/) ?? ''),
      `CHANGELOG.md has entries under Unreleased, which are in this commit: move them to ${version}.`,
    ],
    [json('package-lock.json').version !== version, 'package-lock.json has another version: npm install.'],
    [git('status', '--porcelain') !== '', 'There are changes that are not committed.'],
    [git('tag', '--list', tag) !== '', `There is a tag ${tag} already: raise the version in package.json.`],
  ];
  return found.filter(([is]) => is).map(([, sentence]) => sentence);
}

/** What package.json must say of where the program is at home, as distributions and npm show it; null if it does. */
function addressesMissing() {
  const missing = ['repository', 'bugs', 'homepage'].filter((field) => !manifest[field]);
  return missing.length > 0 ? `package.json needs ${missing.join(', ')} before a release.` : null;
}

/** Runs npm, and ends with its exit code where it fails. */
function npm(args, stdio) {
  const { status, stdout } = spawnSync('npm', args, {
    stdio: ['ignore', stdio, 'inherit'],
    encoding: 'utf8',
  });
  if (status !== 0) process.exit(status ?? 1);
  return stdout;
}

const homeless = addressesMissing();
if (isDry && homeless !== null) process.stderr.write(`Warning: ${homeless}\n`);
const against = [...obstacles(), ...(isDry || homeless === null ? [] : [homeless])];
if (against.length > 0) {
  process.stderr.write(
    `${name} ${version} can't be released:\n${against.map((each) => `- ${each}\n`).join('')}`,
  );
  process.exit(1);
}
npm(['run', '--silent', 'build'], 'inherit');
const [packed] = JSON.parse(
  npm(['pack', '--json', '--ignore-scripts', ...(isDry ? ['--dry-run'] : [])], 'pipe'),
);
for (const { path, size } of packed.files) console.log(`${String(size).padStart(9)}  ${path}`);
const what = `${packed.filename}, ${packed.files.length} files, ${packed.size} bytes`;
if (isDry) {
  console.log(`It would be packed as ${what}, and ${git('rev-parse', '--short', 'HEAD')} tagged as ${tag}.`);
} else {
  git('tag', '--annotate', tag, '--message', `${name} ${version}`);
  console.log(`Packed as ${what}, and tagged as ${tag}. Nothing has been pushed or published.`);
}
