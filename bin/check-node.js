// The program's first file begins with this function (bin/bundle.js), so that a Node that is too old for the program
// says so before it loads anything that it can't read.

/**
 * Ends the process with a sentence where its Node is older than `oldest`, as in 20.19. Written so that any Node reads it:
 * it may use nothing of this module, and has no comments within.
 */
export function checkNode(oldest) {
  const found = process.versions.node;
  const [major, minor] = found.split('.').map(Number);
  const [leastMajor, leastMinor] = oldest.split('.').map(Number);
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return;
  process.stderr.write(
    `jobs-view: It needs Node ${oldest} or later, and this is Node ${found}.\n` +
      'Install a newer Node, or choose one with your version manager.\n',
  );
  process.exit(1);
}
