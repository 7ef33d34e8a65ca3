// Long work in slices, so that the view answers between them.

/** How long a slice may take, in milliseconds; half a frame. */
const SLICE = 8;

/**
 * Run a generator to its end, with pauses.
 *
 * @param work - yields wherever it may pause
 * @param isWanted - asked after each pause
 * @param onPause - called before each pause, to show what is there already
 * @returns what the generator returns; undefined if it is not wanted any more
 */
export async function runSliced<T>(
  work: Generator<undefined, T>,
  isWanted: () => boolean,
  onPause?: () => void,
): Promise<T | undefined> {
  for (;;) {
    const until = performance.now() + SLICE;
    do {
      const step = work.next();
      if (step.done) {
        return step.value;
      }
    } while (performance.now() < until);
    onPause?.();
    await pause();
    if (!isWanted()) {
      return undefined;
    }
  }
}

/** Let everything else have its turn. A timer would wait for 4 ms each time. */
function pause(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    const onMessage = (): void => {
      port1.close();
      resolve();
    };
    port1.addEventListener("message", onMessage);
    port1.start();
    port2.postMessage(null);
  });
}
