import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";
import type { ReactNode } from "react";

import { StatePicture } from "./StatePicture";

interface Props {
  picture: "missing" | "broken" | "offline" | "empty";
  title: string;
  /** Nothing else is on the page, so this is its first heading. */
  alone?: boolean;
  children: ReactNode;
  actions?: ReactNode;
}

/** A page or panel that has nothing to show, says why, and what to do next. */
export function StateMessage({ picture, title, alone = false, children, actions }: Props) {
  return (
    <Box role={picture === "broken" ? "alert" : "status"} className="state-message">
      <StatePicture kind={picture} />
      <Typography variant="h2" component={alone ? "h1" : "h2"}>
        {title}
      </Typography>
      <Typography component="div" sx={{ color: "text.secondary", maxWidth: "46ch", overflowWrap: "anywhere" }}>
        {children}
      </Typography>
      {actions && (
        <Box sx={{ display: "flex", flexWrap: "wrap", gap: 1.5, mt: 2, justifyContent: "center" }}>{actions}</Box>
      )}
    </Box>
  );
}
