import IconButton from "@mui/material/IconButton";
import { useColorScheme } from "@mui/material/styles";

import { MoonIcon, SunIcon } from "./icons";

/** Follows the system until it is pressed. */
export function ThemeToggle() {
  const { mode, systemMode, setMode } = useColorScheme();
  const dark = (mode === "system" ? systemMode : mode) === "dark";
  return (
    <IconButton
      color="inherit"
      aria-label={dark ? "Switch to light colours" : "Switch to dark colours"}
      onClick={() => {
        setMode(dark ? "light" : "dark");
      }}
    >
      {dark ? <SunIcon /> : <MoonIcon />}
    </IconButton>
  );
}
