/** What a lesson's page loads at once: little. The engine, the terminal and the panels come when the bench is seen. */
import { watchPanes } from "./bench/panes.ts";
import { watchContents } from "./contents/watch-contents.ts";
import { explainTerms } from "./glossary/explain-terms.ts";
import { HopHints } from "./hints/hop-hints.ts";
import { HopJourney } from "./journey/hop-journey.ts";
import { keepForOffline } from "./offline/offline.ts";
import { HopPredict } from "./predict/hop-predict.ts";
import { HopQuiz } from "./quiz/hop-quiz.ts";
import { HopRun } from "./run-block/hop-run.ts";

customElements.define("hop-run", HopRun);
customElements.define("hop-predict", HopPredict);
customElements.define("hop-hints", HopHints);
customElements.define("hop-quiz", HopQuiz);
customElements.define("hop-journey", HopJourney);
watchContents();
explainTerms();
keepForOffline();

const bench = document.querySelector<HTMLElement>("hop-bench");
if (bench) {
  watchPanes(bench);
  const seen = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    seen.disconnect();
    void import("./bench/start-bench.ts").then(({ startBench }) => startBench(bench));
  });
  seen.observe(bench);
}
