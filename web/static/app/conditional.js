// Asks the server which questions apply to the answers so far, and hides the others. The server decides again on submit.
export function startConditions(page) {
  for (const form of page.querySelectorAll("form[data-visible-url]")) {
    let asking = null;
    const ask = async () => {
      asking?.abort();
      asking = new AbortController();
      const answers = new FormData(form);
      for (const [name, value] of [...answers.entries()]) {
        if (value instanceof File) answers.delete(name);
      }
      try {
        const answer = await fetch(form.dataset.visibleUrl, { method: "POST", body: answers, signal: asking.signal });
        if (answer.ok) apply(form, await answer.json());
      } catch (problem) {
        if (problem.name !== "AbortError") showAll(form);
      }
    };
    form.addEventListener("change", ask);
    ask();
  }
}

function apply(form, state) {
  const hidden = new Set(state.hidden);
  for (const part of form.querySelectorAll("[data-field]")) {
    part.hidden = hidden.has(part.dataset.field);
  }
}

function showAll(form) {
  for (const part of form.querySelectorAll("[data-field]")) part.hidden = false;
}
