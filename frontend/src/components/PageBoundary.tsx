import Button from "@mui/material/Button";
import { Component, useEffect, type ReactNode } from "react";
import { useLocation } from "react-router";

import { useOnline } from "@/hooks/useOnline";

import { StateMessage } from "./StateMessage";

/** Keeps the frame of the page when what is in it breaks, or its code could not be loaded. */
export function PageBoundary({ children }: { children: ReactNode }) {
  const { pathname } = useLocation();
  return <Boundary place={pathname}>{children}</Boundary>;
}

interface Props {
  place: string;
  children: ReactNode;
}

class Boundary extends Component<Props, { error: unknown }> {
  override state: { error: unknown } = { error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override componentDidUpdate({ place }: Props) {
    if (place !== this.props.place && this.state.error !== null) this.setState({ error: null });
  }

  override render() {
    return this.state.error === null ? this.props.children : <Broken error={this.state.error} />;
  }
}

/** Browsers remember a part that could not be loaded, so only the whole page loaded anew asks for it again. */
function Broken({ error }: { error: unknown }) {
  const online = useOnline();
  useEffect(() => {
    window.addEventListener("online", reload);
    return () => {
      window.removeEventListener("online", reload);
    };
  }, []);
  return (
    <StateMessage
      alone
      picture={online ? "broken" : "offline"}
      title={online ? "This page could not be shown" : "You are offline"}
      actions={
        <Button variant="contained" onClick={reload}>
          Load it again
        </Button>
      }
    >
      {online
        ? `It may have been replaced by a newer one in the meantime. (${error instanceof Error ? error.message : String(error)})`
        : "This page was not loaded yet. It comes by itself once you are back."}
    </StateMessage>
  );
}

function reload() {
  window.location.reload();
}
