import { lazy, Suspense, type ComponentType } from "react";

import { PageWait } from "@/components/PageWait";

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
