import { Component, lazy, Suspense, useState, type ComponentType, type ReactNode } from "react";

import { UnreachableError } from "@/api/problem";

type Load<P> = () => Promise<{ default: ComponentType<P> }>;

/**
 * A part of a page that is loaded when it is first wanted. `preload` asks for it earlier, so that it is there when the
 * network no longer is. Where it cannot be loaded, `Failed` takes its place; the page around it stays as it is.
 */
export function lazyPart<P extends object>(
  load: Load<P>,
  Failed: ComponentType<{ error: Error; onRetry: () => void; of: P }>,
) {
  function LazyPart(props: P) {
    const [Part, setPart] = useState(() => lazy(load));
    const [tries, setTries] = useState(0);
    const retry = () => {
      setPart(() => lazy(load)); // one that has failed stays failed
      setTries(tries + 1);
    };
    return (
      <PartBoundary key={tries} failed={(error) => <Failed error={error} onRetry={retry} of={props} />}>
        <Suspense>
          <Part {...props} />
        </Suspense>
      </PartBoundary>
    );
  }
  LazyPart.preload = () => {
    void load().catch(() => undefined); // it is asked for again when it is wanted
  };
  return LazyPart;
}

interface Props {
  failed: (error: Error) => ReactNode;
  children: ReactNode;
}

class PartBoundary extends Component<Props, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error: new UnreachableError(error) };
  }

  override render() {
    return this.state.error === null ? this.props.children : this.props.failed(this.state.error);
  }
}
