/**
 * Volumes: each has a name and exactly one source.
 *
 * Models: pkg/apis/core/validation/validation.go ValidateVolumes
 * SIMPLIFIED: sources other than configMap, secret, emptyDir, hostPath, projected, persistentVolumeClaim are not looked into.
 */
import {
  duplicate,
  type FieldError,
  forbiddenField,
  invalid,
  invalidEach,
  required,
} from "../../api/validation/field-error.ts";
import { isDNS1123Label } from "../../api/validation/formats.ts";
import type { KeyToPath, Volume } from "../../schema/types.ts";

export function validateVolumes(
  volumes: readonly Volume[],
  path: string,
): { errors: FieldError[]; names: ReadonlySet<string> } {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  for (const [i, volume] of volumes.entries()) {
    const at = `${path}[${i}]`;
    const found = validateSource(volume, at);
    if (!volume.name) found.push(required(`${at}.name`));
    else {
      found.push(...invalidEach(`${at}.name`, volume.name, isDNS1123Label(volume.name)));
      if (names.has(volume.name)) found.push(duplicate(`${at}.name`, volume.name));
    }
    if (found.length === 0) names.add(volume.name);
    errors.push(...found);
  }
  return { errors, names };
}

function validateSource(volume: Volume, path: string): FieldError[] {
  const sources = Object.keys(volume).filter((key) => key !== "name");
  if (sources.length === 0) return [required(path, "must specify a volume type")];
  const errors: FieldError[] = sources
    .slice(1)
    .map((extra) => forbiddenField(`${path}.${extra}`, "may not specify more than 1 volume type"));
  if (volume.configMap !== undefined) {
    if (!volume.configMap.name) errors.push(required(`${path}.configMap.name`));
    errors.push(...validateItems(volume.configMap.items, `${path}.configMap.items`));
  }
  if (volume.secret !== undefined) {
    if (!volume.secret.secretName) errors.push(required(`${path}.secret.secretName`));
    errors.push(...validateItems(volume.secret.items, `${path}.secret.items`));
  }
  if (volume.hostPath !== undefined && !volume.hostPath.path) errors.push(required(`${path}.hostPath.path`));
  if (volume.persistentVolumeClaim !== undefined && !volume.persistentVolumeClaim.claimName)
    errors.push(required(`${path}.persistentVolumeClaim.claimName`));
  return errors;
}

function validateItems(items: readonly KeyToPath[] | undefined, path: string): FieldError[] {
  return (items ?? []).flatMap(({ key, path: file = "" }, i) => {
    const errors: FieldError[] = key ? [] : [required(`${path}[${i}].key`)];
    if (file === "") errors.push(required(`${path}[${i}].path`));
    if (file.startsWith("/")) errors.push(invalid(`${path}[${i}].path`, file, "must be a relative path"));
    if (file.split("/").includes("..")) errors.push(invalid(`${path}[${i}].path`, file, "must not contain '..'"));
    return errors;
  });
}
