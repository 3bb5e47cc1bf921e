import IconButton from "@mui/material/IconButton";
import { Link } from "react-router";

import { BackIcon } from "./icons";

export function HomeLink() {
  return (
    <IconButton component={Link} to="/" aria-label="Back to all plans" edge="start" color="inherit">
      <BackIcon />
    </IconButton>
  );
}
