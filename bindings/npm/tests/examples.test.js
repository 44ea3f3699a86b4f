// The examples do what they say, against a sandbox.

import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { after, before, suite, test } from "node:test";
import { fileURLToPath } from "node:url";

import { launchChromium } from "./support/chromium.js";
import { TARGET, binary, installConsumer, run } from "./support/package.js";
import { startSandbox } from "./support/sandbox.js";
import { serveFiles } from "./support/static-server.js";

const EXAMPLES = fileURLToPath(new URL("../../../examples", import.meta.url));

let sandbox;
before(async () => (sandbox = await startSandbox()));
after(() => sandbox?.stop());

test("the Node example prints what it did", async () => {
  const { url } = await sandbox.spawn();
  const folder = await installConsumer("example-node", path.join(EXAMPLES, "node"));
  const printed = await run(folder, process.execPath, ["main.js", url]);
  assert.deepEqual(printed.trimEnd().split("\n").map((line) => line.replace(/ in 6\d\d s$/, " in … s")), [
    `1. signed in as ${sandbox.info.puguh.email}`,
    "2. the first organization is Aster Works",
    "   there are 45",
    "   a new token, as the old one was rejected",
    "   unauthenticated: again in 0 ms",
    "3. the call went through: 45 organizations",
    "4. puguh.organizations.list may be called again in … s",
    "5. 2 events were stored",
    "   and one was refused before it was sent: events[0].name must not be empty",
    "6. signed out",
  ]);
});

suite("the web example", { concurrency: 1 }, () => {
  let browser;
  let site;
  let context;
  let page;

  before(async () => {
    const folder = await installConsumer("example-web", path.join(EXAMPLES, "web"));
    await run(folder, binary(folder, "vite"), ["build", "--logLevel", "warn"]);
    site = await serveFiles({ "": path.join(folder, "dist") });
    browser = await launchChromium();
    context = await browser.newContext({ viewport: { width: 1100, height: 900 } });
    page = await open();
  });
  after(async () => {
    await browser?.close();
    site?.close();
  });

  /** The page, with a sandbox of its own. */
  async function open() {
    const page = await context.newPage();
    const { url } = await sandbox.spawn();
    await page.goto(`${site.url}/?sandbox=${url}`);
    await page.locator("[data-scene=plain]:enabled").waitFor();
    return page;
  }

  /** Clicks a scene, and gives the card of its call. */
  async function begin(scene) {
    const before = await page.locator(".call").count();
    await page.locator(`[data-scene=${scene}]`).click();
    await page.locator(".call").nth(before).waitFor();
    return page.locator(".call").first();
  }

  /** The card of the latest call once the call has ended. */
  async function ended(state) {
    const card = page.locator(".call").first();
    await page.locator(`.call:first-child[data-state=${state}]`).waitFor({ timeout: 15_000 });
    return card;
  }

  /** What a card draws: the kinds of its segments, in order. */
  function drawn(card) {
    return card.locator(".bar i").evaluateAll((segments) => segments.map(({ className }) => className));
  }

  test("draws a call as it should be as one attempt", async () => {
    await begin("plain");
    const card = await ended("done");
    assert.match(await card.locator(".outcome").innerText(), /^45 organizations in \d+ ms$/);
    assert.deepEqual(await drawn(card), ["attempt good"]);
  });

  test("draws a revoked token as a failed attempt, a refresh and a replay", async () => {
    await begin("revoked");
    const card = await ended("done");
    assert.deepEqual(await drawn(card), ["attempt bad", "refresh", "attempt good"]);
    const steps = await card.locator(".steps li").evaluateAll((steps) => steps.map((step) => step.firstChild.data));
    assert.deepEqual(steps, ["HTTP 401", "new token, as it was rejected", "HTTP 200"]);
  });

  test("draws a rate limit as a wait as long as the server asked for", async () => {
    await begin("throttled");
    const card = await ended("done");
    assert.deepEqual(await drawn(card), ["attempt bad", "wait", "attempt good"]);
    const share = await card.locator(".bar").evaluate((bar) => {
      return bar.querySelector(".wait").getBoundingClientRect().width / bar.getBoundingClientRect().width;
    });
    // 2 s, and up to a tenth more so that not all come back at once, of a bar of 3 s.
    assert.ok(share > 0.65 && share < 0.8, `the wait takes ${share} of the bar`);
  });

  test("draws a short outage as failed attempts with waits between them", async () => {
    await begin("outage");
    const card = await ended("done");
    const segments = await drawn(card);
    assert.deepEqual(
      segments.filter((segment) => segment !== "wait"),
      ["attempt bad", "attempt bad", "attempt good"],
    );
    assert.ok(segments.includes("wait"));
  });

  test("draws an outage that lasts as four attempts, and says what the error is", async () => {
    await begin("down");
    const card = await ended("failed");
    const attempts = (await drawn(card)).filter((segment) => segment.startsWith("attempt"));
    assert.deepEqual(attempts, Array(4).fill("attempt bad"));
    assert.equal(await card.locator(".outcome").innerText(), "server: Under maintenance");
  });

  test("draws a silent server as an attempt under way, until it is cancelled", async () => {
    const card = await begin("silent");
    await card.locator(".attempt.open").waitFor();
    await card.locator(".cancel").click();
    await ended("failed");
    assert.equal(await card.locator(".outcome").innerText(), "cancelled");
    assert.equal(await card.locator(".cancel").count(), 0);
    await card.locator(".attempt.bad").waitFor();
    assert.match(await card.locator(".steps").innerText(), /^cancelled/);
  });

  test("can be read in the light, in the dark and on a telephone", async () => {
    const folder = path.join(TARGET, "screenshots");
    await mkdir(folder, { recursive: true });
    for (const [name, colorScheme, width] of [
      ["light", "light", 1100],
      ["dark", "dark", 1100],
      ["narrow", "dark", 360],
    ]) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      await page.screenshot({ path: path.join(folder, `web-${name}.png`), fullPage: true });
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(overflow <= 0, `${name}: ${overflow} pixels do not fit`);
      const contrast = await page.evaluate(worstContrast);
      assert.ok(contrast >= 4.5, `${name}: a contrast of ${contrast.toFixed(2)} is hard to read`);
    }
  });
});

/** The lowest contrast (WCAG 2.2, 1.4.3) of a text of the page with what lies behind it. */
function worstContrast() {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgb = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const luminance = (color) => {
    const [red, green, blue] = rgb(color).map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const { backgroundColor } = getComputedStyle(at);
      if (rgb(backgroundColor)[3] === 255) return backgroundColor;
    }
    return "white";
  };
  const texts = [...document.querySelectorAll("h1, h2, p, li, strong, span, small, button")].filter(
    (element) => element.innerText?.trim() && !element.closest(":disabled, .bar"),
  );
  const contrasts = texts.map((element) => {
    const lights = [luminance(getComputedStyle(element).color), luminance(behind(element))].sort((a, b) => b - a);
    return (lights[0] + 0.05) / (lights[1] + 0.05);
  });
  return Math.min(...contrasts);
}
