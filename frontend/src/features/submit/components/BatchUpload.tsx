import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { useRef } from "react";

import { isTemporary } from "@/api/problem";

import { ACCEPTED_BATCHES } from "../fileFormat";
import { useFileDrop } from "../useFileDrop";
import { useSubmitBatch } from "../api/useSubmitBatch";
import { PlanFileError } from "../readPlanFile";
import { UploadDialog } from "./UploadDialog";

/** Hand in many plans; they can be dropped anywhere on the page too. */
export function BatchUpload() {
  const input = useRef<HTMLInputElement>(null);
  const submit = useSubmitBatch();
  const over = useFileDrop(submit.submit);
  return (
    <>
      <Button
        size="small"
        variant={over ? "contained" : "outlined"}
        loading={submit.isPending}
        onClick={() => input.current?.click()}
      >
        {over ? "Let go to hand them in" : "Hand in many plans"}
      </Button>
      <input
        ref={input}
        hidden
        multiple
        type="file"
        accept={`.json,.ifc,application/json,${ACCEPTED_BATCHES}`}
        aria-label="Files of plans"
        onChange={({ target }) => {
          const files = [...(target.files ?? [])];
          target.value = ""; // so that the same files, mended, can be chosen again
          if (files.length > 0) submit.submit(files);
        }}
      />
      {submit.upload && <UploadDialog upload={submit.upload} onCancel={submit.cancel} />}
      {submit.error && (
        <Typography role="alert" sx={{ color: "error.main", width: 1 }}>
          {submit.error.message}{" "}
          {!(submit.error instanceof PlanFileError) && isTemporary(submit.error) && (
            <Button size="small" onClick={submit.retry}>
              Try again
            </Button>
          )}
        </Typography>
      )}
    </>
  );
}
