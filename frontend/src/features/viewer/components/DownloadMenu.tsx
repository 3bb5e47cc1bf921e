import MenuItem from "@mui/material/MenuItem";
import Typography from "@mui/material/Typography";
import { useRef } from "react";

import type { DetectionResult } from "@/api/result";
import { DownloadIcon } from "@/components/icons";
import { MenuButton } from "@/components/MenuButton";
import { download } from "@/lib/download";

import { RESULT_FORMATS, useResultFile, type ResultFormat } from "../api/useResultFile";
import type { Look } from "../drawing/drawPlan";
import type { Painter } from "../drawing/Painter";
import { readPalette } from "../drawing/palette";
import { pictureRatio } from "./PlanCanvas";

interface Props {
  jobId: string;
  fileName: string;
  result: DetectionResult;
  painter: Painter;
  look: Look;
}

const PNG_SIZE = { width: 1600, height: 1200 };
const PNG_MARGIN = 60;

/** The result as a file: as it is, as other programs like it, or as a picture. */
export function DownloadMenu({ jobId, fileName, result, painter, look }: Props) {
  const file = useResultFile(jobId, fileName);
  const canvas = useRef<HTMLCanvasElement>(null);
  const savePicture = async () => {
    const target = canvas.current;
    if (!target) return;
    const order = { look, palette: readPalette(target), paper: true, findings: true };
    const bitmap = await painter.paintWhole(order, PNG_SIZE, pictureRatio(), PNG_MARGIN);
    if (!bitmap) return;
    target.getContext("bitmaprenderer")?.transferFromImageBitmap(bitmap);
    target.toBlob((blob) => {
      if (blob) download(`${fileName}.png`, blob);
    });
  };
  return (
    <>
      <MenuButton label="Download" icon={<DownloadIcon />}>
        {(close) => [
          <MenuItem
            key="json"
            onClick={() => {
              download(`${fileName}.json`, new Blob([JSON.stringify(result)], { type: "application/json" }));
              close();
            }}
          >
            JSON
          </MenuItem>,
          ...(Object.keys(RESULT_FORMATS) as ResultFormat[]).map((format) => (
            <MenuItem
              key={format}
              onClick={() => {
                file.mutate(format);
                close();
              }}
            >
              {RESULT_FORMATS[format]}
            </MenuItem>
          )),
          <MenuItem
            key="png"
            onClick={() => {
              savePicture().catch(reportError);
              close();
            }}
          >
            PNG
          </MenuItem>,
        ]}
      </MenuButton>
      <canvas ref={canvas} hidden />
      {file.error && (
        <Typography role="alert" variant="body2" sx={{ color: "error.main", width: 1 }}>
          The file could not be made: {file.error.message}
        </Typography>
      )}
    </>
  );
}
