import Button from "@mui/material/Button";

import { useCopy } from "@/hooks/useCopy";

import { LinkIcon } from "./icons";

/** Puts the address of this page on the clipboard. */
export function CopyLinkButton() {
  const [said, copy] = useCopy();
  return (
    <>
      <Button
        size="small"
        color="inherit"
        startIcon={<LinkIcon />}
        onClick={() => {
          copy(window.location.href);
        }}
      >
        <span className="fixed-text" data-longest="Not allowed" data-said={said}>
          {said || "Copy link"}
        </span>
      </Button>
      <span role="status" className="visually-hidden">
        {said}
      </span>
    </>
  );
}
