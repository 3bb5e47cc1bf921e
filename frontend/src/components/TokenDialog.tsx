import Button from "@mui/material/Button";
import Checkbox from "@mui/material/Checkbox";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import FormControlLabel from "@mui/material/FormControlLabel";
import TextField from "@mui/material/TextField";
import Typography from "@mui/material/Typography";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { enterToken, forgetToken, putQuestionAway, type Access } from "@/api/access";

const REASONS = {
  wanted: "What you enter is sent with each request, in place of what was.",
  missing: "This service is open to those who have a token. Whoever runs it can make you one.",
  refused: "The token was refused: it is mistyped, expired or revoked. It has been forgotten here; enter another one.",
};

/** Takes the token that the service wants to see. */
export function TokenDialog({ token, asking }: { token: string | null; asking: NonNullable<Access["asking"]> }) {
  const client = useQueryClient();
  const [entered, setEntered] = useState("");
  const [remember, setRemember] = useState(false);
  const refresh = () => void client.invalidateQueries();
  return (
    <Dialog open onClose={putQuestionAway} maxWidth="xs" fullWidth aria-labelledby="token-title">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          enterToken(entered.trim(), remember);
          refresh();
        }}
      >
        <DialogTitle id="token-title">Access token</DialogTitle>
        <DialogContent>
          <Typography role={asking === "wanted" ? undefined : "alert"} sx={{ mb: 2 }}>
            {REASONS[asking]}
          </Typography>
          <TextField
            // eslint-disable-next-line jsx-a11y/no-autofocus -- the one field of a dialog that was just opened
            autoFocus
            fullWidth
            required
            type="password"
            label="Token"
            autoComplete="off"
            slotProps={{ htmlInput: { spellCheck: false, maxLength: 10_000, pattern: "\\s*[!-~]+\\s*" } }}
            value={entered}
            onChange={({ target }) => {
              setEntered(target.value);
            }}
          />
          <FormControlLabel
            label="Remember on this device"
            control={
              <Checkbox
                checked={remember}
                onChange={(_, checked) => {
                  setRemember(checked);
                }}
              />
            }
          />
          <Typography variant="body2" sx={{ color: "text.secondary" }}>
            Otherwise it is gone when this tab is closed. Whoever uses this browser profile can use a remembered token.
          </Typography>
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 2 }}>
          {token !== null && (
            <Button
              color="error"
              sx={{ mr: "auto" }}
              onClick={() => {
                forgetToken();
                void client.resetQueries(); // what was seen with it is gone too
              }}
            >
              Forget it
            </Button>
          )}
          <Button onClick={putQuestionAway}>Cancel</Button>
          <Button type="submit" variant="contained" disabled={entered.trim() === ""}>
            Use token
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
