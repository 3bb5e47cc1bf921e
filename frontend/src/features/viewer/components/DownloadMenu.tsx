import MenuItem from "@mui/material/MenuItem";
import Typography from "@mui/material/Typography";
import { useMutation } from "@tanstack/react-query";

import { DownloadIcon } from "@/components/icons";
import { MenuButton } from "@/components/MenuButton";
import { download, fileName } from "@/lib/download";
import type { DetectionResult } from "@/plan/result";

import { RESULT_FORMATS, useResultFile, type ResultFormat } from "../api/useResultFile";
import type { Look } from "../drawing/picture";
import type { Painter } from "../drawing/Painter";
import { savePicture } from "../savePicture";

interface Props {
  jobId: string;
  title: string;
  result: DetectionResult;
  painter: Painter;
  look: Look;
}

/** The result as a file: as it is, as other programs like it, or as a picture. */
export function DownloadMenu({ jobId, title, result, painter, look }: Props) {
  const file = useResultFile(jobId, title);
  const picture = useMutation({ mutationFn: () => savePicture(painter, look, title), networkMode: "always" });
  const failure = file.error ?? picture.error;
  return (
    <>
      <MenuButton label="Download" icon={<DownloadIcon />}>
        {(close) => [
          <MenuItem
            key="json"
            onClick={() => {
              download(fileName(title, "json"), new Blob([JSON.stringify(result)], { type: "application/json" }));
              close();
            }}
          >
            JSON
          </MenuItem>,
          ...(Object.keys(RESULT_FORMATS) as ResultFormat[]).map((format) => (
            <MenuItem
              key={format}
              onClick={() => {
                picture.reset();
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
              file.reset();
              picture.mutate();
              close();
            }}
          >
            PNG
          </MenuItem>,
        ]}
      </MenuButton>
      {failure && (
        <Typography role="alert" variant="body2" sx={{ color: "error.main", width: 1 }}>
          The file could not be made: {failure.message}
        </Typography>
      )}
    </>
  );
}
