/** Files that the program reads and writes besides the database, for the manual page. */
export const files: readonly (readonly [path: string, meaning: string])[] = [
  ['~/.casparian_flow/state.sqlite', 'the default database; else casparian_flow.sqlite3 beside it'],
  ['~/.config/jobs-view/config.json', 'settings (--config names another file)'],
  [
    '~/.local/state/jobs-view/',
    'for each database, what you last chose to see: filter, panels, hidden jobs; and what you last saw',
  ],
  ['~/.cache/jobs-view/', 'what Node compiled of the program, for its next start'],
];

/** Environment variables that aren't settings, for the manual page. */
export const variables: readonly (readonly [name: string, meaning: string])[] = [
  ['CASPARIAN_HOME', 'the folder of the default database, in place of ~/.casparian_flow'],
  ['JOBS_VIEW_CONFIG', 'the configuration file, as --config'],
  ['XDG_CONFIG_HOME, XDG_STATE_HOME, XDG_CACHE_HOME', 'in place of ~/.config, ~/.local/state and ~/.cache'],
  ['NODE_DISABLE_COMPILE_CACHE', 'keeps nothing in ~/.cache/jobs-view, if set to 1'],
  ['COLUMNS', 'the width of --once without a terminal; if unset, nothing is shortened'],
  ['NO_COLOR', 'no colours, if set to anything'],
  ['LC_ALL, LC_CTYPE, LANG', 'whether the terminal shows Unicode; see --ascii and --unicode'],
  ['PAGER, EDITOR', 'the program that opens a whole log'],
];
