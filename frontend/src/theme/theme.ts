import { createTheme } from "@mui/material/styles";

declare module "@mui/material/styles" {
  interface Palette {
    drawing: Drawing;
  }
  interface PaletteOptions {
    drawing: Drawing;
  }
}

/** Colours of plans: the sheet they are drawn on, its grid and its walls. */
interface Drawing {
  paper: string;
  grid: string;
  wall: string;
}

export const theme = createTheme({
  cssVariables: { colorSchemeSelector: "data" },
  colorSchemes: {
    light: {
      palette: {
        primary: { main: "#1d4ed8", dark: "#1e40af" },
        error: { main: "#b42318" },
        success: { main: "#0b6e4f" },
        background: { default: "#f6f4ee", paper: "#ffffff" },
        text: { primary: "#172033", secondary: "#4d576b" },
        divider: "#e2ded3",
        drawing: { paper: "#fdfcf9", grid: "#e9e5da", wall: "#1f2a44" },
      },
    },
    dark: {
      palette: {
        primary: { main: "#8fb3ff", dark: "#b4ccff", contrastText: "#0b1730" },
        error: { main: "#ff9b8f" },
        success: { main: "#6fd3ac" },
        background: { default: "#0d1320", paper: "#151d2e" },
        text: { primary: "#e9eef8", secondary: "#a5b1c8" },
        divider: "#29344a",
        drawing: { paper: "#101a2e", grid: "#1c2942", wall: "#d5e2ff" },
      },
    },
  },
  shape: { borderRadius: 12 },
  typography: {
    fontFamily: "'Figtree Variable', system-ui, sans-serif",
    h1: {
      fontSize: "clamp(2.25rem, 1.4rem + 3vw, 3.75rem)",
      fontWeight: 750,
      letterSpacing: "-0.03em",
      lineHeight: 1.05,
      textWrap: "balance",
    },
    h2: { fontSize: "1.5rem", fontWeight: 700, letterSpacing: "-0.015em", lineHeight: 1.25 },
    h3: { fontSize: "1.0625rem", fontWeight: 650, lineHeight: 1.35 },
    button: { textTransform: "none", fontWeight: 650 },
  },
  components: {
    MuiButtonBase: { defaultProps: { disableRipple: true } }, // the focus ring of app.css tells where one is
    MuiPaper: { styleOverrides: { root: { backgroundImage: "none" } } }, // no lighter greys in the dark
    MuiDialogTitle: { styleOverrides: { root: { fontSize: "1.25rem", fontWeight: 700 } } },
    MuiButton: { defaultProps: { disableElevation: true } },
    MuiAlert: {
      styleOverrides: {
        root: ({ theme: { vars } }) => ({
          borderRadius: 16,
          color: vars.palette.text.primary,
          border: `1px solid color-mix(in srgb, ${vars.palette.error.main} 40%, transparent)`,
          backgroundColor: `color-mix(in srgb, ${vars.palette.error.main} 8%, ${vars.palette.background.paper})`,
        }),
      },
    },
    MuiCssBaseline: { styleOverrides: { body: { fontVariantNumeric: "tabular-nums" } } },
  },
});
