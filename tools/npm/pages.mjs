// Looks at the pages for people in a real browser. The server's address and key come as arguments; what only the one who started
// it can do (a refresh, an end and a new beginning) is asked for by a line "do: …", and answered by a line.
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const [base, key, browserPath] = process.argv.slice(2);
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const please = async (what) => {
  console.log(`do: ${what}`);
  await lines.next();
};
const want = (ok, text) => {
  if (!ok) throw new Error(text);
};
const same = (got, wanted, text) => want(JSON.stringify(got) === JSON.stringify(wanted), `${text}: ${JSON.stringify(got)}, want ${JSON.stringify(wanted)}`);
// soon opens a page again and again until it is as it should be: for a second after a refresh, answers may be those of before.
const soon = async (page, target, problem, right) => {
  for (const end = Date.now() + 10_000; ; ) {
    await page.goto(base + target);
    if (await right()) return;
    want(Date.now() < end, problem);
    await page.waitForTimeout(100);
  }
};

const browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox"] });

// open returns a page that keeps a record of complaints, and of requests to others.
async function open(options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  page.complaints = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") page.complaints.push(message.text());
  });
  page.on("pageerror", (error) => page.complaints.push(error.message));
  page.on("request", (request) => {
    if (!request.url().startsWith(base + "/") && !request.url().startsWith("data:")) page.complaints.push(`a request to ${request.url()}`);
  });
  return page;
}

// signedIn returns a page that is signed in: by the form the first time, and by its cookie from then on.
let cookies;
async function signedIn(options = {}) {
  const page = await open(options);
  if (cookies) {
    await page.context().addCookies(cookies);
    await page.goto(base + "/");
    return page;
  }
  await page.goto(base + "/");
  await page.getByLabel("Key", { exact: true }).fill(key);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(base + "/");
  cookies = await page.context().cookies();
  return page;
}

// swapped does what makes a part of the page anew, and waits until it is there.
const swapped = async (page, act) => {
  const done = page.evaluate(() => new Promise((resolve) => document.addEventListener("htmx:after:swap", () => setTimeout(resolve, 20), { once: true })));
  await act();
  await done;
};

const count = async (page) => parseInt((await page.locator("h1").innerText()).replace(/\D/g, ""), 10) || 0;
const chips = (page) => page.locator(".chip > span").allInnerTexts();
const titles = (page) => page.locator(".cars tbody th a").allInnerTexts();
const api = (page, path) => page.evaluate(async (target) => (await fetch(target)).json(), path);

const checks = {
  async "sign in and out"() {
    const page = await open();
    await page.goto(base + "/?make=Toyota");
    await page.getByLabel("Key", { exact: true }).fill("a-key-that-nobody-has");
    await page.getByRole("button", { name: "Sign in" }).click();
    want(await page.getByRole("alert").isVisible(), "a wrong key is not told");
    page.complaints = page.complaints.filter((text) => !text.includes("401"));
    await page.getByLabel("Key", { exact: true }).fill(key);
    await page.getByRole("button", { name: "Sign in" }).click();
    same(new URL(page.url()).search, "?make=Toyota", "where one wanted to go");
    same(await page.evaluate(() => document.cookie), "", "the cookie as scripts see it");
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.goto(base + "/");
    want(page.url().includes("/sign-in"), "signed out, and still in");
    return page;
  },

  async "search by words, and take chips away"() {
    const page = await signedIn();
    const all = await count(page);
    await page.getByRole("searchbox").fill("red toyota under 30k heated seats");
    await swapped(page, () => page.getByRole("button", { name: "Search" }).click());
    const found = await count(page);
    const answer = await api(page, "/cars/?q=red+toyota+under+30k+heated+seats");
    same(found, answer.total, "cars found");
    const texts = (await chips(page)).join("\n");
    for (const text of ["Make Toyota", "Price up to $30,000", "Not understood “heated seats”"]) want(texts.includes(text), `no chip ${text}: ${texts}`);
    await swapped(page, () => page.getByLabel("Remove Make Toyota").click());
    same(new URL(page.url()).searchParams.get("q"), "red under 30k heated seats", "the words left");
    want((await count(page)) > found && (await count(page)) < all, "as many cars as before");
    await swapped(page, () => page.goBack());
    same(await count(page), found, "cars after going back");
    await swapped(page, () => page.goForward());
    want((await count(page)) > found, "going forward");
    await swapped(page, () => page.getByRole("link", { name: "Clear all" }).click());
    same(await count(page), all, "cars after clearing");
    return page;
  },

  async "filters agree with the words"() {
    const page = await signedIn();
    await page.getByRole("searchbox").fill("toyota under 30k");
    await swapped(page, () => page.getByRole("searchbox").press("Enter"));
    want(await page.getByRole("checkbox", { name: "Toyota" }).isChecked(), "the make is not chosen");
    await swapped(page, () => page.getByRole("checkbox", { name: "Honda" }).check());
    same([...new URL(page.url()).searchParams], [["make", "Toyota"], ["make", "Honda"], ["q", "under 30k"]], "the address");
    const makes = new Set((await titles(page)).map((title) => title.split(" ")[1]));
    same([...makes].sort(), ["Honda", "Toyota"], "makes");
    await page.getByLabel("Price up to", { exact: true }).fill("20000");
    await swapped(page, () => page.getByLabel("Price up to", { exact: true }).press("Enter"));
    same(new URL(page.url()).searchParams.get("price_max"), "20000", "the bound in the address");
    same(new URL(page.url()).searchParams.get("q"), null, "the words left");
    await swapped(page, () => page.getByLabel("Order").selectOption("price"));
    same(new URL(page.url()).searchParams.get("sort"), "price", "the order in the address");
    const prices = (await page.locator("td.money").allInnerTexts()).map((text) => Number(text.replace(/[^\d.]/g, "")));
    same(prices, [...prices].sort((a, b) => a - b), "prices in order");
    want(prices.length > 0 && prices.at(-1) <= 20000, "prices above the bound");
    return page;
  },

  async "a filter changes the list, and nothing else on the page"() {
    const page = await signedIn();
    await page.evaluate(() => { window.same = true; });
    const group = page.locator("details.group:not([open])").first();
    await group.locator("summary").first().click();
    const opened = page.locator("#" + (await page.locator("details.group[open]").last().getAttribute("id")));
    await page.getByRole("checkbox", { name: "Toyota" }).check();
    await page.getByLabel("Remove Make Toyota").waitFor();
    same(await page.evaluate(() => window.same), true, "the page was loaded again");
    want(await opened.evaluate((details) => details.open), "an opened group of filters was closed");
    want((await page.title()).length > 0, "no title");
    await page.getByLabel("Price up to", { exact: true }).fill("20000");
    await swapped(page, () => page.getByLabel("Price up to", { exact: true }).press("Enter"));
    await page.evaluate(() => document.activeElement.blur());
    await swapped(page, () => page.getByLabel(/^Remove Price/).click());
    await swapped(page, () => page.getByLabel("Remove Make Toyota").click());
    want(!(await page.getByRole("checkbox", { name: "Toyota" }).isChecked()), "a filter that was taken away is still ticked");
    same(await page.getByLabel("Price up to", { exact: true }).inputValue(), "", "the bound that was taken away");
    same(new URL(page.url()).search, "", "the address");
    await page.getByText("The same as JSON, CSV").click();
    await page.getByRole("button", { name: "Copy" }).first().waitFor();
    // Two quick choices: the answer to the last one counts.
    await page.getByRole("checkbox", { name: "Honda" }).check();
    await swapped(page, () => page.getByRole("checkbox", { name: "Ford" }).check());
    await page.getByLabel("Remove Make Ford").waitFor();
    same([...new URL(page.url()).searchParams], [["make", "Ford"], ["make", "Honda"]], "the address after two choices");
    return page;
  },

  async "the page of the syncs follows"() {
    const page = await signedIn();
    await page.goto(base + "/syncs");
    const runs = page.locator("section, table").filter({ hasText: "Outcome" }).locator("tbody tr");
    const before = await runs.first().innerText();
    await please("sell 1");
    for (const end = Date.now() + 15_000; (await runs.first().innerText()) === before; await page.waitForTimeout(200)) want(Date.now() < end, "a new run is not shown");
    await please("stop");
    await page.getByText("The server does not answer").waitFor({ timeout: 15_000 });
    await please("start");
    await page.getByText("The server does not answer").waitFor({ state: "detached", timeout: 15_000 });
    page.complaints = page.complaints.filter((text) => !/ERR_|Failed to fetch|htmx:error/.test(text));
    return page;
  },

  async "from page to page to the end"() {
    const page = await signedIn();
    await page.goto(base + "/?make=Ford&limit=50&sort=-price");
    const total = await count(page);
    const seen = [];
    for (;;) {
      seen.push(...(await page.locator(".cars tbody th a").evaluateAll((links) => links.map((a) => a.href))));
      const next = page.getByRole("link", { name: "Next page" });
      if ((await next.count()) === 0) break;
      await swapped(page, () => next.click());
      same(await page.evaluate(() => scrollY <= document.getElementById("main").offsetTop), true, "a new page begins at its top");
    }
    same([seen.length, new Set(seen).size], [total, total], "cars on all pages");
    await swapped(page, () => page.goBack());
    want((await titles(page)).length === 50, "going back from the last page");
    return page;
  },

  async "a question, nothing found, and a search that cannot be read"() {
    const page = await signedIn();
    await page.goto(base + "/?q=toyota+700");
    await swapped(page, () => page.getByRole("link", { name: "Price up to 700" }).click());
    same(new URL(page.url()).search, "?price_max=700&q=toyota", "the address");
    want((await page.locator("h1").innerText()) === "No cars", "cars for 700");
    await swapped(page, () => page.getByRole("link", { name: "Without price" }).click());
    want((await count(page)) > 0, "no cars without the price");
    await page.goto(base + "/?colour=red");
    want((await page.getByRole("alert").innerText()).includes("did you mean color?"), "no advice");
    page.complaints = page.complaints.filter((text) => !text.includes("400"));
    return page;
  },

  async "CSV has every car"() {
    const page = await signedIn();
    await page.goto(base + "/?make=Honda");
    const total = await count(page);
    await page.getByText("The same as JSON, CSV").click();
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "CSV" }).click()]);
    const text = await readFile(await download.path(), "utf8");
    same(text.trim().split("\r\n").length - 1, total, "rows");
    want(/^cars-.*\.csv$/.test(download.suggestedFilename()), download.suggestedFilename());
    return page;
  },

  async "a car and the changes"() {
    const page = await signedIn();
    await page.goto(base + "/changes?what=price_drop");
    want((await page.locator(".plot svg g").count()) >= 7, "no plot");
    const first = page.locator(".events a").first();
    const name = await first.innerText();
    await first.click();
    same(await page.locator("h1").innerText(), name, "the car's name");
    want((await page.locator(".plot .curve").count()) === 1, "no curve of the price");
    want((await page.locator(".events > li").count()) >= 1, "no history");
    return page;
  },

  async "how the program is, what people want, how to connect"() {
    const page = await signedIn();
    await page.getByRole("link", { name: "Syncs" }).click();
    want((await page.getByRole("status").innerText()).includes("All is well"), "not all is well");
    want((await page.locator(".plot svg").count()) === 2, "no plots of the runs");
    await page.getByRole("link", { name: "Demand" }).click();
    await page.waitForURL(/demand/);
    await page.getByRole("link", { name: "Mapping" }).click();
    want((await page.locator("tbody tr").count()) >= 20, "fewer fields than there are");
    await page.getByRole("link", { name: "Connect" }).click();
    want((await page.locator("main").innerText()).includes(base + "/mcp"), "this server's address is missing");
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.getByRole("button", { name: "Copy" }).first().click();
    want((await page.evaluate(() => navigator.clipboard.readText())).startsWith("curl -H"), "nothing was copied");
    return page;
  },

  async "hostile stock is text"() {
    const page = await signedIn();
    await please("hostile");
    await soon(page, "/?sort=-updated_at&limit=100", "the hostile cars are not shown as text", async () => {
      const text = await page.locator(".cars").innerText();
      return text.includes("<script>window.hurt=1</script>") && text.includes("‮");
    });
    for (const target of ["/", "/changes", "/stock/1", "/stock/2", "/stock/4", "/stock/5", "/?q=" + encodeURIComponent("<script>window.hurt=1</script>"), "/?make=" + encodeURIComponent('"><img src=x onerror=window.hurt=1>')]) {
      await page.goto(base + target);
      same(await page.evaluate(() => window.hurt), undefined, `a script ran on ${target}`);
      want((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0, `${target} is wider than the window`);
    }
    return page;
  },

  async "the stock changes while one looks"() {
    const page = await signedIn();
    await page.goto(base + "/?limit=20&sort=price");
    const before = await count(page);
    await please("sell 30");
    await swapped(page, () => page.getByRole("link", { name: "Next page" }).click());
    want((await titles(page)).length === 20, "the next page is gone");
    await soon(page, "/", "there are other cars than those left after the refresh", async () => (await count(page)) === before - 30);
    return page;
  },

  async "the server goes and comes back"() {
    const page = await signedIn();
    await please("stop");
    const answered = await page.request.get(base + "/?make=Kia").then(() => true, () => false);
    want(!answered, "the server answers");
    await please("start");
    await page.goto(base + "/?make=Kia");
    want((await count(page)) > 0, "one is no longer signed in, or finds nothing");
    return page;
  },

  async "visitors see the stock, and not how it is made"() {
    await please("stop");
    await please("start public");
    const page = await open();
    await page.goto(base + "/?make=Honda");
    want((await count(page)) > 0, "a visitor sees no stock");
    same(await page.locator("header nav a").allInnerTexts(), ["Stock", "Changes"], "what a visitor is led to");
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => window.axe.run());
    same(violations.filter((v) => v.impact === "serious" || v.impact === "critical").map((v) => v.id), [], "axe");
    await page.locator(".cars tbody th a").first().click();
    await page.waitForURL(/\/stock\/\d+/);
    await page.getByRole("link", { name: "Changes", exact: true }).click();
    await page.waitForURL(/\/changes/);
    for (const target of ["/syncs", "/demand", "/mapping", "/connect", "/stock.csv"]) {
      await page.goto(base + target);
      want(page.url().includes("/sign-in"), `a visitor sees ${target}`);
    }
    same((await page.request.get(base + "/cars/")).status(), 401, "the API without a key");
    await page.getByRole("link", { name: "Sign in" }).click();
    await page.getByLabel("Key", { exact: true }).fill(key);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("link", { name: "Syncs" }).click();
    await page.waitForURL(/syncs/);
    await please("stop");
    await please("start");
    return page;
  },

  async "keyboard alone"() {
    const page = await signedIn();
    await page.keyboard.press("Tab");
    same(await page.evaluate(() => document.activeElement.className), "skip", "the first stop");
    await page.keyboard.press("Enter");
    for (let i = 0; i < 40 && (await page.evaluate(() => document.activeElement.id)) !== "q"; i++) await page.keyboard.press("Tab");
    await page.keyboard.type("honda");
    await swapped(page, () => page.keyboard.press("Enter"));
    same(await page.evaluate(() => document.activeElement.id), "q", "where one was after the search");
    const stops = [];
    let reached = false;
    for (let i = 0; i < 200 && !reached; i++) {
      await page.keyboard.press("Tab");
      const stop = await page.evaluate(() => {
        const on = document.activeElement;
        const style = getComputedStyle(on);
        return { tag: on.tagName, href: on.getAttribute("href"), seen: style.outlineStyle !== "none" && on.getClientRects().length > 0 };
      });
      stops.push(stop);
      want(stop.seen, `a stop that nobody sees: ${JSON.stringify(stop)}`);
      reached = /^\/stock\/\d+$/.test(stop.href ?? "");
    }
    want(reached, `no car is reached: ${JSON.stringify(stops.slice(-3))}`);
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/stock\/\d+/);
    return page;
  },

  async "without JavaScript"() {
    const page = await signedIn({ javaScriptEnabled: false });
    await page.getByRole("searchbox").fill("toyota");
    await page.getByRole("button", { name: "Search" }).click();
    same(new URL(page.url()).search, "?q=toyota", "the address");
    await page.getByRole("checkbox", { name: "Ford" }).check();
    await page.getByRole("button", { name: "Apply the filters" }).click();
    same(new URL(page.url()).search, "?make=Ford&make=Toyota", "the address with a filter");
    await page.locator(".cars tbody th a").first().click();
    want(/\/stock\/\d+$/.test(page.url()), "no car");
    await page.goto(base + "/changes");
    await page.getByRole("checkbox", { name: "Left the stock" }).check();
    await page.getByRole("button", { name: "Show" }).click();
    same(new URL(page.url()).search, "?what=left", "the address of changes");
    return page;
  },

  async "nothing serious for axe, and no page wider than its window"() {
    const page = await signedIn();
    const car = await page.locator(".cars tbody th a").first().getAttribute("href");
    const targets = ["/", "/?q=red+toyota+under+30k+heated+seats", "/?make=Toyota&price_max=20", car, "/changes", "/syncs", "/demand", "/mapping", "/connect"];
    for (const target of targets) {
      for (const [width, scheme] of [[320], [390, "dark"], [1280, "light"], [2560]]) {
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ colorScheme: scheme ?? "light", reducedMotion: "reduce" });
        if (width === 320) await page.goto(base + target);
        const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        want(over <= 0, `${target} is ${over} pixels too wide at ${width}`);
        if (!scheme) continue;
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() => window.axe.run());
        const serious = violations.filter((v) => v.impact === "serious" || v.impact === "critical");
        want(serious.length === 0, `${target} at ${width}, ${scheme}: ${serious.map((v) => `${v.id} ${v.nodes.slice(0, 3).map((n) => n.html)}`).join("; ")}`);
      }
    }
    return page;
  },
};

let failed = 0;
for (const [name, check] of Object.entries(checks)) {
  const begin = Date.now();
  try {
    const page = await check();
    same(page.complaints, [], "complaints");
    await page.context().close();
    console.log(`ok ${name} (${Date.now() - begin} ms)`);
  } catch (error) {
    failed++;
    console.log(`FAIL ${name}: ${error.message.split("\n").slice(0, 12).join(" | ")}`);
  }
}
await browser.close();
process.exit(failed > 0 ? 1 : 0);
