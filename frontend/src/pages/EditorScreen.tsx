import { useState } from "react";
import { useNavigate } from "react-router";

import { Editor } from "@/features/editor/components/Editor";
import type { StoredDraft } from "@/features/editor/draftStore";
import type { Draft } from "@/features/editor/model/document";
import { startHistory } from "@/features/editor/model/history";
import type { DetectionResult } from "@/plan/result";

import { useDetection } from "./useDetection";

interface Props {
  id: string;
  title: string;
  /** The plan as it was opened. */
  original: Draft;
  /** As it was last drawn in this browser. */
  stored: StoredDraft | null;
  /** The rooms of the original. */
  result: DetectionResult | null;
  onName: (name: string | null) => void;
}

/** The editor with what this browser kept, and the service that finds rooms. */
export function EditorScreen({ id, title, original: opened, stored, result, onName }: Props) {
  const navigate = useNavigate();
  const [original] = useState(opened);
  const [initial, setInitial] = useState<StoredDraft>(stored ?? fresh(id, title, original, 0));
  const kept = stored !== null && initial === stored && stored.history.present.walls.length > 0;
  const detection = useDetection(result && { result, draft: original });
  const copy = async (copied: string) => {
    await navigate(`/editor?draft=${copied}`);
  };
  return (
    <>
      <Editor
        key={`${String(initial.version)} ${String(initial.savedAt)}`}
        initial={initial}
        detection={detection}
        original={kept ? original : null}
        onReplace={setInitial}
        onCopy={copy}
        onName={onName}
      />
      {detection.watch}
    </>
  );
}

function fresh(id: string, title: string, draft: Draft, version: number): StoredDraft {
  return { id, title, history: startHistory(draft), version, savedAt: Date.now() };
}
