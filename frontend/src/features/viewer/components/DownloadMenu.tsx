import MenuItem from "@mui/material/MenuItem";
import Typography from "@mui/material/Typography";
import { useRef } from "react";

import type { DetectionResult } from "@/api/result";
import { DownloadIcon } from "@/components/icons";
import { MenuButton } from "@/components/MenuButton";
import { download } from "@/lib/download";

import { RESULT_FORMATS, useResultFile, type ResultFormat } from "../api/useResultFile";
import type { Picture } from "../drawing/drawPlan";
import { paintWhole } from "./PlanCanvas";

interface Props {
  jobId: string;
  fileName: string;
  result: DetectionResult;
  picture: Picture;
}

const PNG_SIZE = { width: 1600, height: 1200 };
const PNG_MARGIN = 60;

/** The result as a file: as it is, as other programs like it, or as a picture. */
export function DownloadMenu({ jobId, fileName, result, picture }: Props) {
  const file = useResultFile(jobId, fileName);
  const canvas = useRef<HTMLCanvasElement>(null);
  const savePicture = () => {
    const target = canvas.current;
    if (!target) return;
    paintWhole(target, picture, PNG_SIZE, PNG_MARGIN, true);
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
              savePicture();
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
