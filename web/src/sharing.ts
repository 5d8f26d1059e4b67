/** 复制到微信: the button copies the text; where the browser refuses, the text is selected and the page says how. */

export function enlivenCopying(button: HTMLButtonElement): void {
  const text = document.getElementById(button.dataset["copy"] ?? "") as HTMLTextAreaElement;
  const said = document.querySelector<HTMLElement>("[data-copy-said]");
  button.hidden = false;
  text.addEventListener("focus", () => text.select());
  button.addEventListener("click", () => {
    const tell = (word: "copied" | "refused"): void => {
      if (said) said.textContent = button.dataset[word] ?? "";
    };
    const refused = (): void => {
      text.focus();
      text.select();
      tell("refused");
    };
    if (!navigator.clipboard) refused(); // plain HTTP from another machine
    else void navigator.clipboard.writeText(text.value).then(() => tell("copied"), refused);
  });
}
