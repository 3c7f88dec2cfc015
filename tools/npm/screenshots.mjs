// Takes pictures of the pages for the documentation: the program, the folder of a demo, and the folder for the pictures.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { statSync } from "node:fs";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

const [binary, demo, folder] = process.argv.slice(2);
const key = randomBytes(24).toString("hex");
const server = spawn(binary, ["serve"], {
  env: { API_KEY: key, CACHE_PATH: `${demo}/forecourt.db`, READ_FROM: "cache", SOURCE_TYPE: "sqlite", LISTEN_ADDR: "127.0.0.1:0", RATE_LIMIT: "0" },
  stdio: ["ignore", "ignore", "pipe"],
});
let base;
for await (const line of createInterface({ input: server.stderr })) {
  const match = line.match(/msg="the API listens" address=(\S+)/);
  if (match) {
    base = "http://" + match[1];
    break;
  }
}
server.stderr.resume();
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
const most = 200 * 1024;
for (const [device, viewport] of [["desk", { width: 1280, height: 860 }], ["phone", { width: 390, height: 844 }]]) {
  for (const colorScheme of ["light", "dark"]) {
    const context = await browser.newContext({ viewport, colorScheme, reducedMotion: "reduce" });
    const page = await context.newPage();
    await page.goto(base + "/sign-in");
    await page.fill("#key", key);
    await page.click("main button");
    await page.waitForURL(base + "/");
    await page.goto(base + "/changes?what=price_drop");
    const car = await page.locator(".events a").first().getAttribute("href");
    for (const [name, target] of [["stock", "/?q=red+or+blue+toyota+under+30k+heated+seats"], ["car", car], ["changes", "/changes"], ["syncs", "/syncs"]]) {
      await page.goto(base + target);
      const path = `${folder}/${name}-${device}-${colorScheme}.png`;
      await page.screenshot({ path });
      if (statSync(path).size > most) throw new Error(`${path} is larger than 200 KB`);
      console.log(path);
    }
    await context.close();
  }
}
await browser.close();
server.kill();
