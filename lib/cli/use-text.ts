import { commandTable, exitCodes, synopsis } from './command-table.js';
import { optionsOf, optionTable } from './option-table.js';
import { optionHelp, optionText } from './option-words.js';

/** The lists of commands, options and exit codes in docs/use.md, as Markdown. */
export function useText(): string {
  const commands = commandTable.map(
    (command) => `| \`${synopsis(command)}\` | ${cell(sentence(command.description, command.more))} |`,
  );
  const options = optionTable.map((option) => {
    const takers = commandTable.filter((command) => optionsOf(command).includes(option));
    const names = takers.map(({ name }) => name).join(', ');
    return `| \`${optionText(option)}\` | ${names} | ${cell(optionHelp(option))} |`;
  });
  const codes = exitCodes.map(([code, meaning]) => `| ${code} | ${cell(meaning)} |`);
  return [
    ...['| command | what it does |', '|---|---|', ...commands, ''],
    ...['| option | taken by | what it does |', '|---|---|---|', ...options, ''],
    ...['| exit code | meaning |', '|---|---|', ...codes, ''],
  ].join('\n');
}

function sentence(description: string, more: string | undefined): string {
  return more === undefined ? description : `${description}. ${more}`;
}

/** Angle brackets would be taken for HTML, and bars for the end of the cell. */
function cell(text: string): string {
  return text.replace(/[<>|]/g, '\\$&');
}
