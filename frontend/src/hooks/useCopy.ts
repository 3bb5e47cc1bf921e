import { useEffect, useRef, useState } from "react";

const SAID_FOR_MS = 2500;

/** Put a text on the clipboard, and say for a moment whether it got there. */
export function useCopy(): ["" | "Copied" | "Not allowed", (text: string) => void] {
  const [said, setSaid] = useState<"" | "Copied" | "Not allowed">("");
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
    },
    [],
  );
  const copy = async (text: string) => {
    try {
      await navigator.clipboard.writeText(text);
      setSaid("Copied");
    } catch {
      setSaid("Not allowed"); // the browser keeps the clipboard to itself, as it does on plain http
    }
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      setSaid("");
    }, SAID_FOR_MS);
  };
  return [said, (text) => void copy(text)];
}
