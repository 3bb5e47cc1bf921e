import type { QueryClient } from "@tanstack/react-query";

import { newDraftId, saveDraft } from "@/features/editor/draftStore";
import { thumbnailOf } from "@/features/editor/drawing/thumbnail";
import { draftOf } from "@/features/editor/model/document";
import { startHistory } from "@/features/editor/model/history";
import type { Plan } from "@/plan/plan";

import { openedKey } from "./EditorPage";

/** Make a drawing of a plan; the answer is its address in the editor. Where the browser keeps nothing, the page does. */
export async function openInEditor(client: QueryClient, plan: Plan, title: string): Promise<string> {
  const id = newDraftId();
  const draft = draftOf(plan, plan.name ?? title);
  client.setQueryData(openedKey(id), draft);
  await saveDraft({ id, title: draft.name ?? title, history: startHistory(draft) }, 0, thumbnailOf(draft)).catch(
    () => undefined,
  );
  return `/editor?draft=${id}`;
}
