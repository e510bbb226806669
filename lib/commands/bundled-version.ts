/** The version of the program where it is bundled: `bundle.js` puts it here. Null where package.json is read. */
export const bundledVersion: string | null = null;
