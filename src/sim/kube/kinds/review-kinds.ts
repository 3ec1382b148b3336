/**
 * Kinds that are questions: nothing is stored, the object comes back with its answer.
 *
 * Models: pkg/registry/authorization, pkg/registry/authentication
 * SIMPLIFIED: no token is ever recognised by a TokenReview.
 */
import type { Attributes, Authorizer, Decision } from "../api/authorizer.ts";
import type { JsonObject, KubeObject, Mutable } from "../api/objects.ts";
import type { ApiUser } from "../api/request.ts";
import type { Kind } from "./kind.ts";
import { storedKind } from "./stored-kind.ts";

const answered = (
  group: string,
  kind: string,
  resource: string,
  answer: NonNullable<Kind["answer"]>,
  namespaced = false,
): Kind => storedKind({ group, kind, resource, namespaced, schema: kind, verbs: ["create"], answer });

function attributesOf({ verb = "", group = "", resource = "", subresource, namespace, name }: Mutable): Attributes {
  return {
    verb,
    group,
    resource: subresource ? `${resource}/${subresource}` : resource,
    namespace: namespace || undefined,
    name,
  };
}

function decided(draft: Mutable, user: ApiUser, authorizer: Authorizer): KubeObject {
  const { resourceAttributes } = draft.spec ?? {};
  const decision: Decision =
    resourceAttributes === undefined ? { allowed: true } : authorizer.decide(user, attributesOf(resourceAttributes));
  return { ...draft, status: { ...decision } };
}

/** About somebody else, whom the question names. */
function decidedFor(draft: Mutable, _user: ApiUser, authorizer: Authorizer): KubeObject {
  const { user = "", groups = [] } = draft.spec ?? {};
  return decided(draft, { name: user, groups }, authorizer);
}

export const REVIEW_KINDS: readonly Kind[] = [
  answered(
    "authentication.k8s.io",
    "SelfSubjectReview",
    "selfsubjectreviews",
    (draft: Mutable, { name, groups, uid, extra }) => ({
      ...draft,
      status: {
        userInfo: {
          username: name,
          ...(uid === undefined ? {} : { uid }),
          groups,
          ...(extra === undefined ? {} : { extra }),
        },
      },
    }),
  ),
  answered("authentication.k8s.io", "TokenReview", "tokenreviews", (draft: Mutable) => ({
    ...draft,
    status: { authenticated: false, user: {} },
  })),
  answered("authorization.k8s.io", "LocalSubjectAccessReview", "localsubjectaccessreviews", decidedFor, true),
  answered("authorization.k8s.io", "SelfSubjectAccessReview", "selfsubjectaccessreviews", decided),
  answered(
    "authorization.k8s.io",
    "SelfSubjectRulesReview",
    "selfsubjectrulesreviews",
    (draft: Mutable, user, authorizer) => ({
      ...draft,
      status: { ...authorizer.rulesFor(user, draft.spec?.namespace ?? ""), incomplete: false } as unknown as JsonObject,
    }),
  ),
  answered("authorization.k8s.io", "SubjectAccessReview", "subjectaccessreviews", decidedFor),
];
