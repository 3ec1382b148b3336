/** Debian and Ubuntu as people start them to have a shell: no network tools until somebody installs them. */
import { debianFiles } from "../base/debian.ts";
import type { Image } from "../image.ts";

const UBUNTU = `PRETTY_NAME="Ubuntu 24.04.3 LTS"
NAME="Ubuntu"
VERSION_ID="24.04"
VERSION="24.04.3 LTS (Noble Numbat)"
VERSION_CODENAME=noble
ID=ubuntu
ID_LIKE=debian
HOME_URL="https://www.ubuntu.com/"
SUPPORT_URL="https://help.ubuntu.com/"
BUG_REPORT_URL="https://bugs.launchpad.net/ubuntu/"
UBUNTU_CODENAME=noble
LOGO=ubuntu-logo
`;

export const debian: Image = {
  names: ["docker.io/library/debian"],
  tags: [
    "latest",
    "trixie",
    "trixie-slim",
    "13",
    "stable",
    "stable-slim",
    "bookworm",
    "bookworm-slim",
    "12",
    "bullseye",
    "11",
  ],
  isPublished: true,
  sizeBytes: 49_279_520,
  config: () => ({ cmd: ["bash"] }),
  files: (tag) => debianFiles(/bookworm|^12/.test(tag) ? "bookworm" : /bullseye|^11/.test(tag) ? "bullseye" : "trixie"),
};

export const ubuntu: Image = {
  names: ["docker.io/library/ubuntu"],
  tags: ["latest", "24.04", "noble", "22.04", "jammy", "20.04"],
  isPublished: true,
  sizeBytes: 29_724_688,
  config: () => ({ cmd: ["/bin/bash"] }),
  files: () => debianFiles("trixie", { "/etc/os-release": UBUNTU, "/etc/debian_version": "trixie/sid\n" }),
};
