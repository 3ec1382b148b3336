/** The web's authorities, as the package ca-certificates brings them: here there is one. */
import { PUBLIC_CERTIFICATE } from "../../pki/known-keys.ts";
import type { ImageFiles } from "../file-tree.ts";

export const CA_BUNDLE: ImageFiles = { "/etc/ssl/certs/ca-certificates.crt": PUBLIC_CERTIFICATE };
