import Button from "@mui/material/Button";
import IconButton from "@mui/material/IconButton";
import Menu from "@mui/material/Menu";
import { useId, useState, type MouseEvent, type ReactNode } from "react";

interface Props {
  label: string;
  icon: ReactNode;
  /** Where there is no space for the label, it is the name of the icon. */
  compact?: boolean;
  /** Items, which close the menu when chosen. */
  children: (close: () => void) => ReactNode;
}

/** A button that opens a menu under it. */
export function MenuButton({ label, icon, compact = false, children }: Props) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const id = useId();
  const close = () => {
    setAnchor(null);
  };
  const button = {
    id: `${id}-button`,
    size: "small",
    color: "inherit",
    "aria-haspopup": "menu",
    "aria-expanded": anchor !== null,
    "aria-controls": anchor ? `${id}-menu` : undefined,
    onClick: ({ currentTarget }: MouseEvent<HTMLElement>) => {
      setAnchor(currentTarget);
    },
  } as const;
  return (
    <>
      {compact ? (
        <IconButton {...button} aria-label={label}>
          {icon}
        </IconButton>
      ) : (
        <Button {...button} startIcon={icon}>
          {label}
        </Button>
      )}
      <Menu
        id={`${id}-menu`}
        anchorEl={anchor}
        open={anchor !== null}
        onClose={close}
        slotProps={{ list: { "aria-labelledby": `${id}-button` } }}
      >
        {children(close)}
      </Menu>
    </>
  );
}
