/**
 * Kinds that are questions: nothing is stored, the object comes back with its answer.
 *
 * Models: pkg/registry/authorization, pkg/registry/authentication
 * SIMPLIFIED: whoever asks may do everything.
 */
import type { KubeObject, Mutable } from "../api/objects.ts";
import type { ApiUser } from "../api/request.ts";
import type { Kind } from "./kind.ts";
import { storedKind } from "./stored-kind.ts";

function allowed(draft: Mutable): KubeObject {
  return { ...draft, status: { allowed: true } };
}

const answered = (
  group: string,
  kind: string,
  resource: string,
  answer: NonNullable<Kind["answer"]>,
  namespaced = false,
): Kind => storedKind({ group, kind, resource, namespaced, schema: kind, verbs: ["create"], answer });

const ALL_RULES = {
  resourceRules: [{ verbs: ["*"], apiGroups: ["*"], resources: ["*"] }],
  nonResourceRules: [{ verbs: ["*"], nonResourceURLs: ["*"] }],
  incomplete: false,
};

export const REVIEW_KINDS: readonly Kind[] = [
  answered(
    "authentication.k8s.io",
    "SelfSubjectReview",
    "selfsubjectreviews",
    (draft: Mutable, user: ApiUser | undefined) => ({
      ...draft,
      status: {
        userInfo: {
          username: user?.name ?? "kubernetes-admin",
          groups: user?.groups ?? ["system:masters", "system:authenticated"],
        },
      },
    }),
  ),
  answered("authentication.k8s.io", "TokenReview", "tokenreviews", (draft: Mutable) => ({
    ...draft,
    status: { authenticated: false, user: {} },
  })),
  answered("authorization.k8s.io", "LocalSubjectAccessReview", "localsubjectaccessreviews", allowed, true),
  answered("authorization.k8s.io", "SelfSubjectAccessReview", "selfsubjectaccessreviews", allowed),
  answered("authorization.k8s.io", "SelfSubjectRulesReview", "selfsubjectrulesreviews", (draft: Mutable) => ({
    ...draft,
    status: ALL_RULES,
  })),
  answered("authorization.k8s.io", "SubjectAccessReview", "subjectaccessreviews", allowed),
];
