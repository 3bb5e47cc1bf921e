import Button from "@mui/material/Button";
import { useState } from "react";

import { Editor } from "@/features/editor/components/Editor";
import { forgetDraft, type StoredDraft } from "@/features/editor/draftStore";
import type { Draft } from "@/features/editor/model/document";
import type { DetectionResult } from "@/plan/result";

import { useDetection } from "./useDetection";

interface Props {
  name: string;
  title: string;
  /** The plan as it was opened. */
  original: Draft;
  /** As it was last drawn in this browser. */
  stored: StoredDraft | null;
  /** The rooms of the original. */
  result: DetectionResult | null;
}

/** The editor with what this browser kept, and the service that finds rooms. */
export function EditorScreen({ name, title, original: opened, stored, result }: Props) {
  const [original] = useState(opened);
  const [initial, setInitial] = useState(stored?.draft ?? original);
  const kept = stored !== null && initial === stored.draft && stored.draft.walls.length > 0;
  const detection = useDetection(result && { result, walls: original.walls });
  const startOver = () => {
    void forgetDraft(name).catch(() => undefined); // the next save replaces it anyway
    setInitial({ ...original });
  };
  return (
    <>
      <Editor key={initial === stored?.draft ? "kept" : "original"} initial={initial} name={name} title={title} detection={detection} />
      {kept && (
        <div className="kept-notice">
          Your last drawing is back.
          <Button size="small" color="inherit" onClick={startOver}>
            Start over
          </Button>
        </div>
      )}
      {detection.watch}
    </>
  );
}
