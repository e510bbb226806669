/** What to say where the folder that the program was started in has been deleted; null where it is there. */
export function lostFolderText(): string | null {
  try {
    process.cwd();
    return null;
  } catch {
    return 'jobs-view: The current folder has been deleted.\nChange to another folder and try again.\n';
  }
}
