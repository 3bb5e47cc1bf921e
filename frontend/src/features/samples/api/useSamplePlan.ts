import { useQuery } from "@tanstack/react-query";

import { reach } from "@/api/access";
import { documentOf } from "@/api/problem";
import type { Plan } from "@/plan/plan";

export function useSamplePlan(url: string) {
  return useQuery({
    queryKey: ["sample", url],
    queryFn: async ({ signal }) => {
      const response = await reach(url, { signal });
      if (!response.ok) throw new Error(`The sample could not be loaded (status ${String(response.status)}).`);
      return documentOf<Plan>(response.json(), "walls");
    },
    staleTime: Infinity,
  });
}
