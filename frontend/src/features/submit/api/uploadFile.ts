import { api } from "@/api/client";
import { ProblemError } from "@/api/problem";
import type { components } from "@/api/schema";
import { formatBytes } from "@/lib/format";

type Wanted = components["schemas"]["UploadWanted"];
type Offer = components["schemas"]["UploadOffered"];

/** How far an upload is. */
export interface UploadState {
  stage: "checksum" | "sending" | "accepting";
  /** Bytes that have left, and all of them. */
  sent: number;
  size: number;
}

export interface Following {
  onState: (state: UploadState) => void;
  signal: AbortSignal;
}

/**
 * Put a file that is too large for a request where the service says; the answer is the upload's id.
 *
 * @throws ProblemError
 * @throws Error when the network fails, or the page may not make checksums
 */
export async function uploadFile(
  body: Blob,
  type: NonNullable<Wanted["content_type"]>,
  following: Following,
): Promise<string> {
  const { onState, signal } = following;
  onState({ stage: "checksum", sent: 0, size: body.size });
  const sha256 = await checksumOf(body);
  const wanted = { size: body.size, sha256, content_type: type };
  const { data: offer, error, response } = await api.POST("/uploads", { body: wanted, signal });
  if (!offer) throw refusalOf(response.status, error, body.size);
  await put(offer, body, following);
  onState({ stage: "accepting", sent: body.size, size: body.size });
  return offer.upload_id;
}

async function checksumOf(body: Blob): Promise<string> {
  if (!window.isSecureContext) {
    throw new ProblemError(400, {
      detail:
        "Files over 4 MB are sent with a checksum, which browsers make on https pages and on this machine only. Open the page over https.",
    });
  }
  const digest = await crypto.subtle.digest("SHA-256", await body.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function refusalOf(
  status: number,
  problem: Partial<components["schemas"]["Problem"]> | undefined,
  size: number,
): ProblemError {
  const fault = problem?.errors?.find(({ pointer }) => pointer === "/size");
  if (!fault) return new ProblemError(status, problem);
  const detail = `${formatBytes(size)} is more than the service takes (${fault.detail}). Hand in less at once.`;
  return new ProblemError(status, { ...problem, detail });
}

/** `fetch` does not tell how much of a body has left; `XMLHttpRequest` does. */
function put({ url, headers }: Offer, body: Blob, { onState, signal }: Following): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const stop = () => {
      request.abort();
    };
    request.upload.onprogress = ({ loaded }) => {
      onState({ stage: "sending", sent: loaded, size: body.size });
    };
    request.onload = () => {
      if (request.status < 300) resolve();
      else
        reject(
          new ProblemError(request.status, {
            detail: `The store did not take the file (status ${String(request.status)}).`,
          }),
        );
    };
    request.onerror = () => {
      reject(new Error("The upload broke off."));
    };
    request.onabort = () => {
      reject(new DOMException("The upload was cancelled.", "AbortError"));
    };
    request.onloadend = () => {
      signal.removeEventListener("abort", stop);
    };
    signal.addEventListener("abort", stop);
    request.open("PUT", url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    onState({ stage: "sending", sent: 0, size: body.size });
    request.send(body);
    if (signal.aborted) stop();
  });
}
