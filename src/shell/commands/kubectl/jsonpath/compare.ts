/** How two values of a filter compare. Models: k8s.io/client-go/third_party/forked/golang/template/funcs.go */
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { JsonPathError } from "./node.ts";

export function compareValues(operator: string, left: Mutable, right: Mutable): boolean {
  switch (operator) {
    case "==":
      return isEqual(left, right);
    case "!=":
      return !isEqual(left, right);
    case "<":
      return isLess(left, right);
    case ">":
      return !(isLess(left, right) || isEqual(left, right));
    case "<=":
      return isLess(left, right) || isEqual(left, right);
    case ">=":
      return !isLess(left, right);
    default:
      throw new JsonPathError(`unrecognized filter operator ${operator}`);
  }
}

function isEqual(left: Mutable, right: Mutable): boolean {
  checkComparable(left, right);
  return left === right;
}

function isLess(left: Mutable, right: Mutable): boolean {
  checkComparable(left, right);
  if (typeof left === "boolean") throw new JsonPathError("invalid type for comparison");
  return left < right;
}

function checkComparable(left: Mutable, right: Mutable): void {
  for (const value of [left, right])
    if (value === null || typeof value === "object") throw new JsonPathError("invalid type for comparison");
  if (typeof left !== typeof right) throw new JsonPathError("incompatible types for comparison");
}
