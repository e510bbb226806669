/** What to say when the folder that the program was started in has been deleted; null while it exists. */
export function lostFolderText(): string | null {
  try {
    process.cwd();
    return null;
  } catch {
    return 'jobs-view: The current folder has been deleted.\nChange to another folder and try again.\n';
  }
}
