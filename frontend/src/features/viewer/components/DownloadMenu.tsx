import MenuItem from "@mui/material/MenuItem";
import Typography from "@mui/material/Typography";

import { DownloadIcon } from "@/components/icons";
import { MenuButton } from "@/components/MenuButton";
import { download } from "@/lib/download";
import type { DetectionResult } from "@/plan/result";

import { RESULT_FORMATS, useResultFile, type ResultFormat } from "../api/useResultFile";
import type { Look } from "../drawing/picture";
import type { Painter } from "../drawing/Painter";
import { savePicture } from "../savePicture";

interface Props {
  jobId: string;
  fileName: string;
  result: DetectionResult;
  painter: Painter;
  look: Look;
}

/** The result as a file: as it is, as other programs like it, or as a picture. */
export function DownloadMenu({ jobId, fileName, result, painter, look }: Props) {
  const file = useResultFile(jobId, fileName);
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
              savePicture(painter, look, fileName).catch(reportError);
              close();
            }}
          >
            PNG
          </MenuItem>,
        ]}
      </MenuButton>
      {file.error && (
        <Typography role="alert" variant="body2" sx={{ color: "error.main", width: 1 }}>
          The file could not be made: {file.error.message}
        </Typography>
      )}
    </>
  );
}
