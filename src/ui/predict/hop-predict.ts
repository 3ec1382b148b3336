/** `<hop-predict>`: a guess before the experiment. What comes after it is shown once a choice is made. */
export class HopPredict extends HTMLElement {
  connectedCallback(): void {
    const after = this.querySelector<HTMLElement>(".after");
    if (after === null) return;
    after.hidden = true;
    this.addEventListener("change", () => {
      after.hidden = false;
    });
  }
}
