import type { QueryClient } from "@tanstack/react-query";
import { lazy, Suspense, type ComponentType } from "react";

import { PageWait } from "@/components/PageWait";
import { jobQuery } from "@/features/jobs/api/useJob";

/** A page that is loaded when it is first wanted; `preload` asks for it earlier. */
function lazyPage(load: () => Promise<{ default: ComponentType }>) {
  const Page = lazy(load);
  function LazyPage() {
    return (
      <Suspense fallback={<PageWait />}>
        <Page />
      </Suspense>
    );
  }
  LazyPage.preload = () => {
    void load().catch(() => undefined); // it is asked for again when it is wanted
  };
  return LazyPage;
}

export const JobPage = lazyPage(async () => ({ default: (await import("./JobPage")).JobPage }));
export const EditorPage = lazyPage(async () => ({ default: (await import("./EditorPage")).EditorPage }));
export const OperationsPage = lazyPage(async () => ({ default: (await import("./OperationsPage")).OperationsPage }));
export const JobsPage = lazyPage(async () => ({ default: (await import("./JobsPage")).JobsPage }));
export const BatchPage = lazyPage(async () => ({ default: (await import("./BatchPage")).BatchPage }));
export const ComparePage = lazyPage(async () => ({ default: (await import("./ComparePage")).ComparePage }));

/** Ask for what the page at an address needs before anything is drawn: it is on its way meanwhile. */
export function preloadPage(path: string, client: QueryClient): void {
  const [, first, second] = path.split("/");
  if (first === "jobs" && second) client.query(jobQuery(client, second)).catch(() => undefined); // the page asks again, and says what is wrong
  const pages: Record<string, typeof JobPage> = {
    jobs: second ? JobPage : JobsPage,
    batches: BatchPage,
    editor: EditorPage,
    compare: ComparePage,
    operations: OperationsPage,
  };
  pages[first ?? ""]?.preload();
}
