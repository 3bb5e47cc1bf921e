import Button from "@mui/material/Button";
import Menu from "@mui/material/Menu";
import { useId, useState, type ReactNode } from "react";

interface Props {
  label: string;
  icon: ReactNode;
  /** Items, which close the menu when chosen. */
  children: (close: () => void) => ReactNode;
}

/** A button that opens a menu under it. */
export function MenuButton({ label, icon, children }: Props) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const id = useId();
  const close = () => {
    setAnchor(null);
  };
  return (
    <>
      <Button
        id={`${id}-button`}
        size="small"
        color="inherit"
        startIcon={icon}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        aria-controls={anchor ? `${id}-menu` : undefined}
        onClick={({ currentTarget }) => {
          setAnchor(currentTarget);
        }}
      >
        {label}
      </Button>
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
