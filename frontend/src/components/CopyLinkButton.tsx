import Button from "@mui/material/Button";
import { useState } from "react";

import { LinkIcon } from "./icons";

const SAID_FOR_MS = 2500;

/** Puts the address of this page on the clipboard. */
export function CopyLinkButton() {
  const [said, setSaid] = useState<"" | "Copied" | "Not allowed">("");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(window.location.href);
      setSaid("Copied");
    } catch {
      setSaid("Not allowed"); // the browser keeps the clipboard to itself, as it does on plain http
    }
    setTimeout(() => {
      setSaid("");
    }, SAID_FOR_MS);
  };
  return (
    <>
      <Button size="small" color="inherit" startIcon={<LinkIcon />} onClick={() => void copy()}>
        <span className="fixed-text" data-longest="Not allowed">
          {said || "Copy link"}
        </span>
      </Button>
      <span role="status" className="visually-hidden">
        {said}
      </span>
    </>
  );
}
