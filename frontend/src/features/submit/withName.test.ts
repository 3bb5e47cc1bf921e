import { expect, it } from "vitest";

import type { Plan } from "@/plan/plan";

import { withName } from "./withName";

it.each([
  ["none", '{"walls":[],"units":"m"}', "Attic"],
  ["space before", ' \n\t{"walls":[],"units":"m"}', "Attic"],
  ["a mark of its encoding", '\uFEFF{"walls":[],"units":"m"}', "Attic"],
  ["null", '{"name":null,"walls":[],"units":"m"}\n', "Attic"],
  ["one", '{"walls":[],"units":"m","name":"Tower"}', "Tower"],
])("a file with %s of its own is named", async (_what, text, name) => {
  const own = JSON.parse(text.replace("\uFEFF", "")) as Plan;
  const named = await withName(new File([text], "attic.json"), own, "Attic");
  const sent = (await named.text()).replace("\uFEFF", "");
  expect(JSON.parse(sent)).toEqual({ walls: [], units: "m", name });
  expect(sent.match(/"name"/g)).toHaveLength(1); // a member that is given twice is refused
});
