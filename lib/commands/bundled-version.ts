/** The version of the program where it is bundled: `bin/bundle.js` puts it here. Null where package.json is read. */
export const bundledVersion: string | null = null;

/** The headings of CHANGELOG.md, in the same way. */
export const bundledHeadings: string | null = null;
