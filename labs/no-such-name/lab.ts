import { answersQuiz, survives, talksTo, unchanged } from "../../src/grade/checks/index.ts";
import { defineLab } from "../../src/grade/lab.ts";
import type { QuizItem } from "../../src/grade/quiz/quiz-item.ts";
import { oneOf } from "../../src/grade/variant/variable.ts";

const whatDnsSays = (called: string): QuizItem => ({
  id: "what-dns-says",
  question: `Before you changed anything: what became of the question for ${called}?`,
  choices: [
    { text: "DNS did not answer", why: "It did, at once. Ask it yourself, with nslookup or dig from a Pod." },
    {
      text: "DNS answered: there is no such name",
      right: true,
      why: "NXDOMAIN. DNS is well, and knows every Service there is. There is none of that name.",
    },
    { text: "DNS gave an address, and nobody answered there", why: "Then there would be a Service of that name." },
  ],
});

const webTalks = (app: string, called: string) =>
  talksTo({
    id: "web-talks",
    from: "app=web",
    to: `app=${app}`,
    withinSec: 12,
    lookAt: `the name that web calls, http://${called}, and the names in kubectl get services`,
  });

export const noSuchName = defineLab({
  slug: "no-such-name",
  version: 2,
  title: "No such name",
  summary: "Two teams agreed on everything but the name. One program calls a Service by a name that nobody gave it.",
  objectives: [
    "Tell a name that does not exist from a server that does not answer.",
    "Give a Service a second name, or a program another one to call, without breaking who calls it already.",
  ],
  cluster: "docker-desktop",
  seed: 66,
  minutes: 10,
  variables: {
    app: oneOf("auth", "tasks", "users", "prices", "orders", "stock", "events", "mails", "invoices", "maps"),
    suffix: oneOf("-service", "-svc", "-api"),
  },
  start: { files: ["web.yaml", "service.yaml"], apply: ["app.yaml", "service.yaml", "web.yaml"], setup: "setup.sh" },
  quiz: ({ app = "", suffix = "" }) => [whatDnsSays(app + suffix)],
  tasks: ({ app = "", suffix = "" }) => [
    {
      id: "both-talk",
      title: `\`web\` gets its answers from \`${app}\`, and \`nightly\` goes on getting them`,
      weight: 4,
      checks: [
        webTalks(app, app + suffix),
        talksTo({
          id: "nightly-talks",
          from: "app=nightly",
          to: `app=${app}`,
          withinSec: 12,
          lookAt: `the name that nightly calls, http://${app}, and the names in kubectl get services`,
        }),
        survives({ id: "outlives-the-pods", deletePods: `app=${app}`, still: webTalks(app, app + suffix) }),
        unchanged({ id: "app-untouched", resource: "deployments", name: app }),
      ],
    },
    {
      id: "seen",
      title: "You know what DNS said",
      weight: 1,
      checks: [answersQuiz({ id: "dns-read", item: whatDnsSays(app + suffix) })],
    },
  ],
});
