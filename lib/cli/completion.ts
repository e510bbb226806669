import { type CommandEntry, commandTable, namedCommands, type Shell } from './command-table.js';
import { type OptionEntry, type OptionKind, optionsOf, optionTable } from './option-table.js';
import { wordsFor } from './option-words.js';

/**
 * Works in bash 3.2 too, and without the bash-completion package. A command counts only as the first word, as for
 * the parser; bash takes `=` for a word of its own.
 */
function bashCompletion(): string {
  return `# Completions of jobs-view for bash: source <(jobs-view completion bash)
_jobs_view() {
  local IFS=$'\\n' command=dashboard words=''
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]}
  COMPREPLY=()
  if [[ $current == = ]]; then
    current=''
  elif [[ $previous == = ]]; then
    previous=\${COMP_WORDS[COMP_CWORD-2]}
  fi
  if (( COMP_CWORD > 1 )); then
    case \${COMP_WORDS[1]} in
      ${namedCommands.map(({ name }) => name).join('|')}) command=\${COMP_WORDS[1]} ;;
    esac
  fi
  case $command:$previous in
${optionTable.flatMap(valueCase).join('\n')}
  esac
  if [[ $current == -* ]]; then
    case $command in
${commandTable.map((command) => `      ${command.name}) words=${list(flagsOf(command))} ;;`).join('\n')}
    esac
    COMPREPLY=($(compgen -W "$words" -- "$current"))
    return
  fi
  case $command in
${commandTable.map((command) => `    ${command.name}) ${argumentReply(command)} ;;`).join('\n')}
  esac
  if (( COMP_CWORD == 1 )); then
    words=${list(namedCommands.map(({ name }) => name))}
    COMPREPLY+=($(compgen -W "$words" -- "$current"))
  fi
}
complete -o filenames -F _jobs_view jobs-view
`;
}

function flagsOf(command: CommandEntry): string[] {
  return optionsOf(command).map(({ name }) => `--${name}`);
}

function valueCase({ name, kind, commands }: OptionEntry): string[] {
  if (kind === 'flag') return [];
  const pattern = commands.map((command) => `${command}:--${name}`).join('|');
  const words = wordsFor(kind);
  if (words !== null) {
    // In a comma-separated list only the last word is completed; the others are put before it.
    return [
      `    ${pattern})`,
      `      words=${list(words)}`,
      `      COMPREPLY=($(compgen -P "\${current%"\${current##*,}"}" -W "$words" -- "\${current##*,}"))`,
      '      return ;;',
    ];
  }
  if (kind === 'folder') return [`    ${pattern}) COMPREPLY=($(compgen -d -- "$current")); return ;;`];
  if (kind === 'file') return [`    ${pattern}) COMPREPLY=($(compgen -f -- "$current")); return ;;`];
  return [`    ${pattern}) return ;;`];
}

/** What there is to offer for any of the arguments: which one is typed is not worth finding out. */
function argumentReply(command: CommandEntry): string {
  const offers = command.arguments.map(({ completes }) => completes).filter((offer) => offer !== 'nothing');
  const [offer] = offers;
  if (offer === undefined) return 'return';
  if (offer === 'file') return 'COMPREPLY=($(compgen -f -- "$current"))';
  return `words=${list(offer)}; COMPREPLY=($(compgen -W "$words" -- "$current"))`;
}

/** One word per line, for an IFS of newlines. */
function list(words: readonly string[]): string {
  return `$'${words.join('\\n')}'`;
}

/** For a file `jobs-view.fish` in `~/.config/fish/completions`. */
function fishCompletion(): string {
  const lines = [
    '# Completions of jobs-view for fish.',
    'complete -c jobs-view -f',
    ...namedCommands.map(
      ({ name, description }) =>
        `complete -c jobs-view -n __fish_use_subcommand -a ${name} -d ${fishQuoted(description)}`,
    ),
    ...commandTable.flatMap(commandLines),
  ];
  return `${lines.join('\n')}\n`;
}

function commandLines(command: CommandEntry): string[] {
  const names = namedCommands.map(({ name }) => name).join(' ');
  const when =
    command.name === 'dashboard'
      ? `not __fish_seen_subcommand_from ${names}`
      : `__fish_seen_subcommand_from ${command.name}`;
  const start = `complete -c jobs-view -n ${fishQuoted(when)}`;
  return [
    ...optionsOf(command).map((option) => `${start} ${optionWords(option)}`),
    ...argumentWords(command).map((words) => `${start} ${words}`),
  ];
}

function optionWords({ name, kind, argument, description }: OptionEntry): string {
  const entry = `-l ${name} -d ${fishQuoted(description)}`;
  if (argument === undefined) return entry;
  const words = wordsFor(kind);
  if (kind === 'when' || kind === 'sort') return `${entry} -x -a ${fishQuoted((words ?? []).join(' '))}`;
  if (words !== null) return `${entry} -x -a ${fishQuoted(`(__fish_append , ${words.join(' ')})`)}`;
  if (kind === 'file') return `${entry} -r -F`;
  return kind === 'folder' ? `${entry} -x -a ${fishQuoted('(__fish_complete_directories)')}` : `${entry} -x`;
}

function argumentWords(command: CommandEntry): string[] {
  return command.arguments.flatMap(({ completes }) => {
    if (completes === 'nothing') return [];
    return completes === 'file' ? ['-F'] : [`-a ${fishQuoted(completes.join(' '))}`];
  });
}

function fishQuoted(text: string): string {
  return `'${text.replace(/['\\]/g, '\\$&')}'`;
}

/** For a file `_jobs-view` in a folder of `$fpath`. A command counts only as the first word, as for the parser. */
function zshCompletion(): string {
  return `#compdef jobs-view
# Completions of jobs-view for zsh.
_jobs_view() {
  local command=dashboard
  local -a commands
  commands=(
${namedCommands.map(({ name, description }) => `    ${zshQuoted(`${name}:${plain(description)}`)}`).join('\n')}
  )
  if (( CURRENT > 2 )); then
    case $words[2] in
      (${namedCommands.map(({ name }) => name).join('|')})
        command=$words[2]
        shift words
        (( CURRENT-- ))
        ;;
    esac
  else
    _describe -t commands command commands
  fi
  case $command in
${commandTable.map(commandCase).join('\n')}
  esac
}
if [[ $funcstack[1] == _jobs-view ]]; then
  _jobs_view "$@"
else
  compdef _jobs_view jobs-view
fi
`;
}

function commandCase(command: CommandEntry): string {
  const lines = [...optionsOf(command).map(optionSpec), ...argumentSpecs(command)];
  return `    (${command.name})\n      _arguments \\\n${lines.map((line) => `        ${zshQuoted(line)}`).join(' \\\n')}\n      ;;`;
}

function optionSpec({ name, kind, argument, description }: OptionEntry): string {
  if (argument === undefined) return `--${name}[${plain(description)}]`;
  return `--${name}=[${plain(description)}]:${argument}:${actionFor(kind, argument)}`;
}

function actionFor(kind: OptionKind, argument: string): string {
  const words = wordsFor(kind)?.join(' ');
  if (words !== undefined)
    return kind === 'when' || kind === 'sort' ? `(${words})` : `_values -s , ${argument} ${words}`;
  if (kind === 'folder') return '_files -/';
  return kind === 'file' ? '_files' : ' ';
}

function argumentSpecs(command: CommandEntry): string[] {
  return command.arguments.map(({ name, many, completes }, index) => {
    const offer =
      completes === 'file' ? '_files' : completes === 'nothing' ? ' ' : `(${completes.join(' ')})`;
    return `${many === true ? '*' : index + 1}:${name}:${offer}`;
  });
}

/** Colons and brackets mean something to zsh's descriptions. */
function plain(text: string): string {
  return text.replace(/[[\]:\\]/g, '\\$&');
}

function zshQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

const makers: Readonly<Record<Shell, () => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

/** The completions of the whole command line for a shell, as a script that it reads. */
export function completionFor(shell: Shell): string {
  return makers[shell]();
}
