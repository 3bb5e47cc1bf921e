import { expect, test } from "vitest";

import { isUsage, usagesOf } from "./usages";

const room = (usage: string | null, area: number, net: number | null = null) => ({ usage, area, net_area: net });

test("usages are those of the rooms, however they are spelled, the largest first", () => {
  const usages = usagesOf(
    [room("Bath", 5, 4), room("Living", 20, 18), room(" living", 10, 9), room(null, 99), room("", 1)],
    6,
  );
  expect(usages).toEqual([
    { name: "Living", colour: 0, rooms: 2, area: 30, netArea: 27 },
    { name: "Bath", colour: 1, rooms: 1, area: 5, netArea: 4 },
  ]);
  expect(usages.filter((each) => isUsage(each, "LIVING "))).toHaveLength(1);
});

test("a net area that is not known makes no sum, and colours that run out are shared", () => {
  const usages = usagesOf([room("A", 3, 2), room("A", 3), room("B", 2), room("C", 1)], 2);
  expect(usages.map(({ colour }) => colour)).toEqual([0, 1, 1]);
  expect(usages[0]?.netArea).toBeNull();
});
