import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { useRef } from "react";
import { Link } from "react-router";

import "../submit.css";

import { ACCEPTED_BATCHES, ACCEPTED_FILES } from "../fileFormat";
import { useFileDrop } from "../useFileDrop";
import { DropPicture } from "./DropPicture";

interface Props {
  busy: boolean;
  onFiles: (files: File[]) => void;
}

export function DropZone({ busy, onFiles }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const over = useFileDrop(onFiles);
  return (
    <Box className="drop-zone" data-over={over} role="group" aria-label="Drop a plan">
      <DropPicture />
      <Typography variant="h3" component="p" sx={{ fontSize: "1.25rem" }}>
        {over ? "Let go to find its rooms" : "Drop your floor plan here"}
      </Typography>
      <Typography sx={{ color: "text.secondary", mt: 0.5, mb: 2.5, textWrap: "balance" }}>
        JSON, DXF, PDF, IFC, SVG or GeoJSON, one or many
      </Typography>
      <Box sx={{ display: "flex", flexWrap: "wrap", gap: 1.5, justifyContent: "center" }}>
        <Button variant="contained" size="large" loading={busy} onClick={() => input.current?.click()}>
          Choose a file
        </Button>
        <Button variant="outlined" size="large" component={Link} to="/editor" disabled={busy}>
          Draw a plan
        </Button>
      </Box>
      <input
        ref={input}
        type="file"
        multiple
        accept={`${ACCEPTED_FILES},${ACCEPTED_BATCHES}`}
        aria-label="Plan file"
        tabIndex={-1}
        className="visually-hidden"
        onChange={({ target }) => {
          const files = [...(target.files ?? [])];
          target.value = ""; // so that the same file, mended, can be chosen again
          if (files.length > 0) onFiles(files);
        }}
      />
    </Box>
  );
}
