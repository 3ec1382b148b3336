/** What the control plane writes to the trace. */

export type ApiVerb = "create" | "update" | "patch" | "delete" | "bind" | "evict";

export type KubeEvent =
  | {
      readonly type: "api-write";
      readonly verb: ApiVerb;
      readonly resource: string;
      readonly subresource?: string;
      readonly namespace?: string;
      readonly name: string;
      readonly resourceVersion: string;
      /** The component or user that asked. */
      readonly by: string;
      readonly where: string;
    }
  | {
      readonly type: "scheduled";
      readonly namespace: string;
      readonly name: string;
      readonly node: string;
      readonly where: string;
    }
  | {
      readonly type: "reconciled";
      readonly controller: string;
      readonly key: string;
      /** Present when the attempt failed and will be tried again. */
      readonly reason?: string;
      readonly where: string;
    };
