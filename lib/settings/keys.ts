import { listedStatuses, listedTypes } from '../model/filter.js';
import { timeLooks } from '../model/saved-view.js';
import { commandsByName, databasesByName } from './databases.js';
import { type FilterSettings, longestName } from './filter-parts.js';
import {
  columnList,
  type Kind,
  oneOf,
  path,
  shortText,
  someOf,
  sortOrder,
  typedFilter,
  yesOrNo,
} from './kinds.js';
import { commandList } from './own-commands.js';
import { viewList } from './views.js';

/** One setting: everything that file, environment and documentation need to know of it. */
interface SettingKey<T> {
  /** In the JSON file it is a key of the object `filter`; absent: of the whole. */
  readonly isOfFilter?: boolean;
  /** Null: only a file can set it, which nobody else may write to. */
  readonly variable: string | null;
  readonly kind: Kind<T>;
  /** A path in the file is relative to the file's own folder. */
  readonly isPath?: boolean;
  /** For docs/settings.md: what it sets, and its default. */
  readonly description: string;
}

const table = {
  database: {
    variable: 'JOBS_VIEW_DATABASE',
    kind: path,
    isPath: true,
    description:
      'the database to show; otherwise `state.sqlite`, else `casparian_flow.sqlite3`, in `$CASPARIAN_HOME` or `~/.casparian_flow`',
  },
  databases: {
    variable: 'JOBS_VIEW_DATABASES',
    kind: databasesByName,
    isPath: true,
    description:
      'databases that the dashboard, `--once` and `--json` show together where no path is given; otherwise `database` alone',
  },
  logDir: {
    variable: 'JOBS_VIEW_LOG_DIR',
    kind: path,
    isPath: true,
    description: 'folder of log files (JOB-ID.log) for logs that are not in the database',
  },
  readOnly: {
    variable: 'JOBS_VIEW_READ_ONLY',
    kind: yesOrNo,
    description: 'never write to the database; otherwise `false`',
  },
  glyphs: {
    variable: 'JOBS_VIEW_GLYPHS',
    kind: oneOf(['auto', 'ascii', 'unicode']),
    description: 'which characters to draw with; otherwise `auto`: by the locale',
  },
  color: {
    variable: 'JOBS_VIEW_COLOR',
    kind: oneOf(['auto', 'always', 'never']),
    description: 'whether to use colours; otherwise `auto`',
  },
  sync: {
    variable: 'JOBS_VIEW_SYNC',
    kind: yesOrNo,
    description: 'draw large changes of the screen in one go (synchronized output); otherwise `true`',
  },
  progress: {
    variable: 'JOBS_VIEW_PROGRESS',
    kind: yesOrNo,
    description:
      'show the progress of the running jobs in the tab of the terminal or the taskbar (OSC 9;4); otherwise `false`',
  },
  mouse: {
    variable: 'JOBS_VIEW_MOUSE',
    kind: yesOrNo,
    description:
      'the wheel scrolls, a click selects, a second one opens; otherwise `false`: the terminal has the mouse',
  },
  zone: {
    variable: 'JOBS_VIEW_ZONE',
    kind: oneOf(['utc', 'local']),
    description: 'the zone of times: UTC, or that of this host (or of `TZ`); otherwise `utc`',
  },
  times: {
    variable: 'JOBS_VIEW_TIMES',
    kind: oneOf(timeLooks),
    description:
      'what rows show: ages, or times in UTC or in the zone of this host; otherwise as `t` chose last',
  },
  bell: {
    variable: 'JOBS_VIEW_BELL',
    kind: yesOrNo,
    description: 'ring when jobs fail; otherwise `true`',
  },
  notify: {
    variable: 'JOBS_VIEW_NOTIFY',
    kind: yesOrNo,
    description: 'send a desktop notification when jobs fail; otherwise `false`',
  },
  logFile: {
    variable: 'JOBS_VIEW_LOG_FILE',
    kind: path,
    isPath: true,
    description: 'log errors of this program itself to this file; otherwise nowhere',
  },
  sshCommand: {
    variable: 'JOBS_VIEW_SSH',
    kind: shortText(4096),
    description:
      'command for `ssh://` databases, with its own options, as in `ssh -F my-config`; otherwise `ssh`',
  },
  pipes: {
    variable: 'JOBS_VIEW_PIPES',
    kind: commandsByName,
    description:
      'commands of your own for `pipe://NAME/path`, each a list of words; what runs there is added at the end, or replaces `{command}` as one line for a shell',
  },
  statuses: {
    isOfFilter: true,
    variable: 'JOBS_VIEW_STATUS',
    kind: someOf(listedStatuses),
    description: 'statuses that the list shows; otherwise all but queued',
  },
  types: {
    isOfFilter: true,
    variable: 'JOBS_VIEW_TYPE',
    kind: someOf(listedTypes),
    description: 'types that the list shows; otherwise all',
  },
  name: {
    isOfFilter: true,
    variable: 'JOBS_VIEW_NAME',
    kind: shortText(longestName),
    description: "text that a job's name must contain; otherwise any",
  },
  text: {
    isOfFilter: true,
    variable: 'JOBS_VIEW_TEXT',
    kind: shortText(longestName),
    description: 'text that a job must contain: in its name, its paths, its worker, its error; otherwise any',
  },
  cause: {
    isOfFilter: true,
    variable: 'JOBS_VIEW_CAUSE',
    kind: shortText(longestName),
    description: "key of a cause, or text that a failed job's cause must contain; otherwise any",
  },
  worker: {
    isOfFilter: true,
    variable: 'JOBS_VIEW_WORKER',
    kind: shortText(longestName),
    description:
      "text that the name of a job's worker must contain, or `=` and the whole name; otherwise any",
  },
  where: {
    isOfFilter: true,
    variable: 'JOBS_VIEW_WHERE',
    kind: typedFilter,
    description:
      'a filter as it is typed after `f` and `/`, such as `status:failed since:12h`; the other keys of `filter` override its parts; otherwise none',
  },
  sort: {
    variable: 'JOBS_VIEW_SORT',
    kind: sortOrder,
    description:
      'order of the list: `time`, `end`, `duration`, `size`, `name` or `start`, or a column such as `args.user`; `:reverse` turns the order round, `:mixed` leaves failed jobs among the others; otherwise `time`',
  },
  columns: {
    variable: 'JOBS_VIEW_COLUMNS',
    kind: columnList,
    description: 'columns of the compact list, from the left; otherwise those that there is room for',
  },
  views: {
    variable: 'JOBS_VIEW_VIEWS',
    kind: viewList,
    description: 'views of the list that `v` and `--view` go to; otherwise none',
  },
  commands: {
    variable: null,
    kind: commandList,
    description: 'commands of your own, which a key runs for the selected job; otherwise none',
  },
} satisfies Readonly<Record<string, SettingKey<unknown>>>;

/** The name of a setting. */
type SettingName = keyof typeof table;

/** Every setting, as data. */
export const settingKeys: Readonly<Record<SettingName, SettingKey<unknown>>> = table;

/** What one source says: flags, environment or file. What it leaves out is left to the next source. */
export type SettingsLayer = FilterSettings & {
  readonly [Name in Exclude<SettingName, keyof FilterSettings>]?: (typeof table)[Name] extends SettingKey<
    infer T
  >
    ? T
    : never;
};

/** Their names, in the order of the documentation. */
export const settingNames = Object.keys(settingKeys) as readonly SettingName[];

/** The keys that lead to a setting in the JSON file. */
export function keyPathOf(name: SettingName): readonly [string] | readonly [string, string] {
  const { isOfFilter = false } = settingKeys[name];
  return isOfFilter ? ['filter', name] : [name];
}
