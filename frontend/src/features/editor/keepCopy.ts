import { newDraftId, saveDraft } from "./draftStore";
import { thumbnailOf } from "./drawing/thumbnail";
import type { Draft } from "./model/document";
import { shortened, type History } from "./model/history";

/** Make a drawing of its own of what would be gone otherwise; the answer is its id. */
export async function keepCopy(history: History<Draft>, title: string, why: "copy" | "recovered"): Promise<string> {
  const name = `${history.present.name ?? title} (${why})`;
  const copied = { ...shortened(history), present: { ...history.present, name } };
  const id = newDraftId();
  await saveDraft({ id, title: name, history: copied }, 0, thumbnailOf(copied.present));
  return id;
}
