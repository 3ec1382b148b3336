/** `<hop-quiz>`: says why a choice is right or what it overlooks, once it is chosen. */
export class HopQuiz extends HTMLElement {
  connectedCallback(): void {
    const choices = [...this.querySelectorAll<HTMLElement>(".quiz-choice")];
    for (const choice of choices) {
      const why = choice.querySelector<HTMLElement>(".quiz-why");
      if (why === null) continue;
      why.hidden = true;
      why.setAttribute("role", "status");
    }
    this.addEventListener("change", () => {
      for (const choice of choices) {
        const why = choice.querySelector<HTMLElement>(".quiz-why");
        if (why) why.hidden = choice.querySelector<HTMLInputElement>("input")?.checked !== true;
      }
    });
  }
}
