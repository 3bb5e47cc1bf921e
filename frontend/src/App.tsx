import CssBaseline from "@mui/material/CssBaseline";
import { ThemeProvider } from "@mui/material/styles";
import { QueryClientProvider, type QueryClient } from "@tanstack/react-query";
import { Route, Routes } from "react-router";

import { AppShell } from "./components/AppShell";
import { PageBoundary } from "./components/PageBoundary";
import { BatchPage, ComparePage, EditorPage, JobPage, JobsPage, OperationsPage } from "./pages/lazyPages";
import { HomePage } from "./pages/HomePage";
import { NotFoundPage } from "./pages/NotFoundPage";
import { theme } from "./theme/theme";

export function App({ client }: { client: QueryClient }) {
  return (
    <ThemeProvider theme={theme} defaultMode="system" noSsr>
      <CssBaseline enableColorScheme />
      <QueryClientProvider client={client}>
        <AppShell>
          <PageBoundary>
            <Routes>
              <Route path="/" element={<HomePage />} />
              <Route path="/jobs/:jobId" element={<JobPage />} />
              <Route path="/batches/:batchId" element={<BatchPage />} />
              <Route path="/editor" element={<EditorPage />} />
              <Route path="/jobs" element={<JobsPage />} />
              <Route path="/compare" element={<ComparePage />} />
              <Route path="/operations" element={<OperationsPage />} />
              <Route path="*" element={<NotFoundPage />} />
            </Routes>
          </PageBoundary>
        </AppShell>
      </QueryClientProvider>
    </ThemeProvider>
  );
}
