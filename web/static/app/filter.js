// On a narrow screen the filter is folded away behind a button. Without this script it stands open above the list.
export function startFilters(page) {
  for (const box of page.querySelectorAll("[data-filter]")) {
    const form = box.querySelector("form");
    const button = page.createElement("button");
    button.type = "button";
    button.className = "govuk-button govuk-button--secondary app-filter__toggle";
    button.setAttribute("aria-controls", form.id);
    const show = (open) => {
      box.classList.toggle("app-filter--closed", !open);
      button.setAttribute("aria-expanded", String(open));
      button.textContent = open ? "Hide filter" : "Show filter";
    };
    button.addEventListener("click", () => show(button.getAttribute("aria-expanded") !== "true"));
    box.prepend(button);
    show(false);
  }
}
