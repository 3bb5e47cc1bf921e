import { expect, test } from "vitest";

import { parseEvent, readEvents } from "./readEvents";

function stream(...chunks: string[]): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk));
      controller.close();
    },
  });
}

test("events are put together from chunks that break anywhere", async () => {
  const found = [];
  for await (const event of readEvents(
    stream("retry: 1000\n\neve", 'nt: fleet\nid: a\ndata: {"x":1}\n', "\n: still here\n\n"),
  )) {
    found.push(event);
  }
  expect(found).toEqual([{ id: "a", name: "fleet", data: '{"x":1}' }]);
});

test("a heartbeat is no event", () => {
  expect(parseEvent(": still here")).toBeUndefined();
  expect(parseEvent("retry: 1000")).toBeUndefined();
});
