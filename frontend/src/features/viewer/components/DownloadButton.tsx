import Button from "@mui/material/Button";

import { DownloadIcon } from "@/components/icons";
import { download } from "@/lib/download";

interface Props {
  name: string;
  content: unknown;
}

export function DownloadButton({ name, content }: Props) {
  return (
    <Button
      variant="outlined"
      startIcon={<DownloadIcon />}
      onClick={() => {
        download(name, JSON.stringify(content));
      }}
    >
      Download JSON
    </Button>
  );
}
