/** Pieces are gathered up to this many characters, and then written at once. */
const chunkLength = 65_536;

/** The output takes no more: the message is what the system says, such as `ENOSPC: no space left on device`. */
export class OutputError extends Error {}

/**
 * Writes the pieces, each chunk only when the one before it is out. Resolves when all is out, or when nobody wants
 * it any more, as in `jobs-view --once | head`. Rejects with an {@link OutputError} where it takes no more, such as a full
 * disk.
 */
export async function writeOut(output: NodeJS.WritableStream, pieces: Iterable<string>): Promise<void> {
  for (const chunk of chunksOf(pieces)) {
    try {
      await written(output, chunk);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EPIPE') return;
      throw new OutputError(said(error));
    }
  }
}

/** What the system says, without the name of its call. */
function said(error: unknown): string {
  return error instanceof Error ? error.message.replace(/, write$/, '') : String(error);
}

function* chunksOf(pieces: Iterable<string>): Generator<string, void, undefined> {
  let gathered: string[] = [];
  let length = 0;
  for (const piece of pieces) {
    gathered.push(piece);
    length += piece.length;
    if (length < chunkLength) continue;
    yield gathered.join('');
    gathered = [];
    length = 0;
  }
  if (length > 0) yield gathered.join('');
}

/** A file throws at once, a pipe tells later. The stream's own event must be heard, or it ends the process. */
function written(output: NodeJS.WritableStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    output.once('error', reject);
    output.write(text, (error) => {
      if (error) return;
      output.off('error', reject);
      resolve();
    });
  });
}
