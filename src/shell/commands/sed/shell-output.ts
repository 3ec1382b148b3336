/** What a command prints, for sed's `e`. */
import { decodeUtf8 } from "../../../sim/core/utf8.ts";
import type { Run } from "../../../sim/core/wait.ts";
import { createPipe } from "../../../sim/os/pipe.ts";
import type { Process } from "../../../sim/os/process.ts";
import { OpenFile } from "../../../sim/os/vfs/open-file.ts";
import { startCommand } from "../run-command.ts";

export function* outputOf(process: Process, command: string): Run<string> {
  const pipe = createPipe();
  const fds = new Map([[1, new OpenFile(pipe.writer)]]);
  for (const shared of [0, 2]) if (process.fds.has(shared)) fds.set(shared, process.file(shared).dup());
  const child = yield* startCommand(process, ["sh", "-c", command], { fds });
  let fd = 3;
  while (process.fds.has(fd)) fd++;
  process.setFile(fd, new OpenFile(pipe.reader));
  const output = decodeUtf8(yield* process.readToEnd(fd));
  process.closeFile(fd);
  if (typeof child !== "number") yield* process.wait(child);
  return output;
}
