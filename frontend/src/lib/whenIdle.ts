/** The latest time by which what can wait is done; a browser without idle callbacks does it then. */
const AT_LATEST_MS = 2_000;

/** Do one after another, each when the browser has nothing else to do; the answer stops what is left. */
export function whenIdle(works: readonly (() => void)[]): () => void {
  const left = [...works];
  let next = 0;
  const { requestIdleCallback: ask, cancelIdleCallback: cancel } = window as Partial<Window>;
  const wait = (work: () => void) =>
    ask ? ask(work, { timeout: AT_LATEST_MS }) : window.setTimeout(work, AT_LATEST_MS / works.length);
  const step = () => {
    left.shift()?.();
    if (left.length > 0) next = wait(step);
  };
  next = wait(step);
  return () => {
    (cancel ?? window.clearTimeout)(next);
  };
}
