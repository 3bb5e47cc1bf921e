import { useInfiniteQuery } from "@tanstack/react-query";

import { api } from "@/api/client";
import { isTemporary, ProblemError } from "@/api/problem";

import type { JobFilters } from "../jobFilters";

const REFRESH_MS = 5_000;

/** Jobs, newest first, page after page; those that are shown are asked for again while some may change. */
export function useJobList({ status, owner, error }: Pick<JobFilters, "status" | "owner" | "error">) {
  return useInfiniteQuery({
    queryKey: ["jobs", status, owner, error],
    queryFn: async ({ pageParam, signal }) => {
      const query = {
        status,
        limit: 50,
        ...(owner && { owner }),
        ...(error && { error }),
        ...(pageParam && { cursor: pageParam }),
      };
      const { data, error: problem, response } = await api.GET("/jobs", { params: { query }, signal });
      if (!data) throw new ProblemError(response.status, problem);
      return data;
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: ({ state }) => (state.error && !isTemporary(state.error) ? false : REFRESH_MS),
  });
}
