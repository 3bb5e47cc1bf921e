import { expect, test } from "vitest";

import { readJson } from "./readJson";

const TEXT = JSON.stringify({ rooms: ["kitchen", "hall"] });

function answer(headers: Record<string, string>): Response {
  const bytes = new TextEncoder().encode(TEXT);
  const half = Math.ceil(bytes.length / 2);
  const body = new ReadableStream({
    start: (stream) => {
      stream.enqueue(bytes.slice(0, half));
      stream.enqueue(bytes.slice(half));
      stream.close();
    },
  });
  return new Response(body, { headers });
}

test.each([
  [{ "Content-Length": String(TEXT.length) }, [0.5, 1]],
  [{ "Content-Length": "10" }, [1]],
  [{}, []],
])("of an answer with %j the shares %j are told", async (headers, shares) => {
  const told: number[] = [];
  const document = await readJson(answer(headers), (share) => told.push(share));
  expect(document).toEqual({ rooms: ["kitchen", "hall"] });
  expect(told).toEqual(shares);
});
