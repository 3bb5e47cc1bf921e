import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Link from "@mui/material/Link";
import Typography from "@mui/material/Typography";
import { useRef, type ReactNode } from "react";
import { Link as RouterLink } from "react-router";

import { useRouteStart } from "@/hooks/useRouteStart";

import { Logo } from "./Logo";
import { OfflineNotice } from "./OfflineNotice";
import { ThemeToggle } from "./ThemeToggle";
import { TokenButton } from "./TokenButton";

/** What every page has: the way home, the colours, and word of a lost network. */
export function AppShell({ children }: { children: ReactNode }) {
  const content = useRef<HTMLElement>(null);
  useRouteStart(content);
  return (
    <Box className="app">
      <a className="skip-link" href="#content">
        Skip to content
      </a>
      <Box component="header" className="app-header">
        <Link component={RouterLink} to="/" color="inherit" underline="none" className="home-link">
          <Logo />
          <Typography component="span" sx={{ fontWeight: 750, fontSize: "1.125rem", letterSpacing: "-0.01em" }}>
            Room Jobs
          </Typography>
        </Link>
        <nav aria-label="Pages" className="app-nav">
          <Button component={RouterLink} to="/jobs" color="inherit" size="small">
            Jobs
          </Button>
          <Button component={RouterLink} to="/operations" color="inherit" size="small">
            Operations
          </Button>
        </nav>
        <TokenButton />
        <ThemeToggle />
      </Box>
      <Box component="main" ref={content} id="content" tabIndex={-1} className="app-main">
        {children}
      </Box>
      <OfflineNotice />
    </Box>
  );
}
