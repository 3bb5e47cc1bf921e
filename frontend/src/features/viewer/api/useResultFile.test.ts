import { expect, test } from "vitest";

import { ProblemError, UnreadableAnswerError } from "@/api/problem";
import { fakeApi, json } from "@/testing/fakeApi";

import { fetchResult } from "./useResultFile";

function answer(type: string, body = "0\nSECTION"): Response {
  return new Response(body, { headers: { "Content-Type": type } });
}

test.each(["text/html", "text/html; charset=utf-8"])("an answer that is %s is no drawing", async (type) => {
  fakeApi({ "GET /jobs/job_1/result.dxf": answer(type, "<!doctype html>") });
  await expect(fetchResult("job_1", "dxf")).rejects.toThrow(UnreadableAnswerError);
});

test("a result that the service wrote is taken", async () => {
  fakeApi({ "GET /jobs/job_1/result.dxf": answer("image/vnd.dxf") });
  expect(await (await fetchResult("job_1", "dxf")).text()).toBe("0\nSECTION");
});

test("a refused result says why", async () => {
  fakeApi({ "GET /jobs/job_1/result.dxf": json({ title: "Conflict", detail: "The job has no result yet." }, 409) });
  await expect(fetchResult("job_1", "dxf")).rejects.toThrow(
    new ProblemError(409, { detail: "The job has no result yet." }),
  );
});
