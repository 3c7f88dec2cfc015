// What is nicer with a script; everything works without it. htmx puts the new part of a page in the place of the old one.
"use strict";

// A filter that is chosen takes effect at once. Fields that say nothing do not go into the address.
document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (form && form.id === "search" && event.target.type !== "search") form.requestSubmit();
});
document.addEventListener("htmx:config:request", (event) => {
  const { request, sourceElement } = event.detail.ctx;
  for (const [name, value] of [...(request.body ?? [])]) if (!value) request.body.delete(name);
  if (sourceElement.id === "live" && document.hidden) event.preventDefault();
});

// After an answer the fields show what was searched for, but for the one in which somebody types.
document.addEventListener("htmx:after:swap", () => {
  for (const field of document.getElementById("search")?.elements ?? []) {
    if (field.type === "checkbox") field.checked = field.defaultChecked;
    else if (field.tagName === "SELECT") for (const option of field.options) option.selected = option.defaultSelected;
    else if (field.tagName === "INPUT" && field !== document.activeElement) field.value = field.defaultValue;
  }
  offerCopies();
});

// Without an answer, the browser says what it always says. A page that follows says that it no longer does.
document.addEventListener("htmx:error", (event) => {
  const { request, sourceElement } = event.detail.ctx;
  if (sourceElement.id !== "live") location.assign(request.action);
  else stale(sourceElement, "The server does not answer. This is how it was before.");
});
document.addEventListener("htmx:before:response", (event) => {
  const { response, sourceElement } = event.detail.ctx;
  if (sourceElement.id !== "live") return;
  if (response.raw.redirected) location.reload(); // One is no longer signed in.
  else if (!response.raw.ok) stale(sourceElement, "The server cannot tell now. This is how it was before.");
  else document.getElementById("stale")?.remove();
});
function stale(before, text) {
  if (document.getElementById("stale")) return;
  const notice = document.createElement("p");
  notice.id = "stale";
  notice.className = "wrong";
  notice.setAttribute("role", "alert");
  notice.textContent = text;
  before.before(notice);
}

// What is to be copied has a button for it.
function offerCopies() {
  if (!navigator.clipboard) return;
  for (const box of document.querySelectorAll(".copy, .same pre")) {
    if (box.nextElementSibling?.matches("button.copies")) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copies";
    button.textContent = "Copy";
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(box.textContent.trim());
      button.textContent = "Copied";
      setTimeout(() => { button.textContent = "Copy"; }, 2000);
    });
    box.after(button);
  }
}
offerCopies();
