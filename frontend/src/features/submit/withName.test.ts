import { expect, it } from "vitest";

import { withName } from "./withName";

it.each([
  ["none", '{"walls":[],"units":"m"}', "Attic"],
  ["space before", ' \n\t{"walls":[],"units":"m"}', "Attic"],
  ["a mark of its encoding", '\uFEFF{"walls":[],"units":"m"}', "Attic"],
  ["null", '{"name":null,"walls":[],"units":"m"}\n', "Attic"],
  ["one", '{"walls":[],"units":"m","name":"Tower"}', "Tower"],
])("a file with %s of its own is named", async (_what, text, name) => {
  const named = await withName(new File([text], "attic.json"), { walls: [], units: "m", name });
  expect(JSON.parse((await named.text()).replace("\uFEFF", ""))).toEqual({ walls: [], units: "m", name });
});
